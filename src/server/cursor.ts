// Where a page of the list ended: the creation time and id of its last row, opaque to clients.

export interface Cursor {
  readonly created_at: string;
  readonly id: string;
}

export function encodeCursor({ created_at, id }: Cursor): string {
  return Buffer.from(`${created_at} ${id}`).toString('base64url');
}

/** Undefined where the text is not a cursor of ours. */
export function decodeCursor(text: string): Cursor | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f]{32})$/.exec(
    Buffer.from(text, 'base64url').toString('latin1'),
  );
  const [, created_at, id] = match ?? [];
  return created_at !== undefined && id !== undefined && encodeCursor({ created_at, id }) === text
    ? { created_at, id }
    : undefined;
}
