// The secret delete links of what this browser submitted, kept in it alone: a link is given once, and whoever closes the tab
// would have lost it. One entry of localStorage, which a browser may refuse; /privacy names it.
const ENTRY = 'scalewall-delete-links';
const MOST_LINKS = 50;

/** Delete links by permalink, the newest last. */
type Links = Readonly<Record<string, string>>;

export function keepDeleteLink(url: string, deleteUrl: string): void {
  try {
    const others = Object.entries(load()).filter(([known]) => known !== url);
    localStorage.setItem(ENTRY, JSON.stringify(Object.fromEntries([...others, [url, deleteUrl]].slice(-MOST_LINKS))));
  } catch {
    // Blocked or full: the visitor was told to keep the link.
  }
}

/** The delete link of a stored run, where this browser submitted it. */
export function keptDeleteLink(url: string): string | undefined {
  return load()[url];
}

/** Permalink of the run that this browser sent last; undefined where it knows of none. */
export function lastSubmitted(): string | undefined {
  return Object.keys(load()).at(-1);
}

function load(): Links {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(ENTRY) ?? '{}');
    if (typeof known !== 'object' || known === null) return {};
    return Object.fromEntries(Object.entries(known).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}
