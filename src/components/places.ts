// Addresses of the pages that elements link to. Rests on contract/.

/** The page of a GPU, under the name by which its runs are grouped. */
export function devicePath(gpu: string): string {
  return `/devices/${encodeURIComponent(gpu)}`;
}

/** Runs by id and GPUs by name, side by side, runs first. */
export function comparePath(parts: { readonly runs?: readonly string[]; readonly gpus?: readonly string[] }): string {
  const query = [
    ...(parts.runs ?? []).map((id) => `run=${encodeURIComponent(id)}`),
    ...(parts.gpus ?? []).map((gpu) => `gpu=${encodeURIComponent(gpu)}`),
  ];
  return `/compare${query.length === 0 ? '' : `?${query.join('&')}`}`;
}
