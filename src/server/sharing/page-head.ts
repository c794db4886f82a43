// What the served page says of itself to whoever previews a link to it: title, description and picture of a run, a device or a
// comparison. Hidden and deleted runs get nothing of their own, and neither does any page while the database is away.
import { MOST_COMPARED } from '../../contract/devices.ts';
import { API_BASE } from '../../contract/endpoint.ts';
import { gpuSchema, runIdSchema } from '../../contract/queries.ts';
import { isShown, permalink, type PublicUrl } from '../run-item.ts';
import { StorageUnavailable } from '../storage-unavailable.ts';
import type { ReadingStores } from '../stores.ts';
import { CARD_HEIGHT, CARD_WIDTH } from './card.ts';
import { PLAIN_CARD_PATH } from './plain-card.ts';
import { deviceFacts, runFacts } from './run-facts.ts';
import { xml } from './svg-text.ts';

/** The served index.html for an address, with what is to be said there put in. */
export type PageHead = (url: URL, html: string) => Promise<string>;

interface Preview {
  readonly title: string;
  readonly description: string;
  /** Address of the page. */
  readonly url: string;
  readonly image: string;
}

export interface PageHeadParts {
  readonly stores: ReadingStores;
  readonly publicUrl: PublicUrl;
}

export function createPageHead(parts: PageHeadParts): PageHead {
  return async (url, html) => {
    const preview = await previewOf(url, parts).catch((error: unknown) => {
      if (error instanceof StorageUnavailable) return undefined;
      throw error;
    });
    return preview === undefined ? html : withPreview(html, preview);
  };
}

async function previewOf(url: URL, parts: PageHeadParts): Promise<Preview | undefined> {
  const run = /^\/runs\/([0-9a-f]{32})\/?$/.exec(url.pathname)?.[1];
  if (run !== undefined) return runPreview(run, parts);
  const gpu = /^\/devices\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  if (gpu !== undefined) return devicePreview(gpu, parts);
  return url.pathname === '/compare' ? comparePreview(url, parts) : undefined;
}

async function runPreview(id: string, { stores, publicUrl }: PageHeadParts): Promise<Preview | undefined> {
  const [row] = await stores.runs.rows([id]);
  if (row === undefined || !isShown(row)) return undefined;
  const facts = runFacts(row);
  return {
    title: `${facts.gpu}: ${facts.headline}`,
    description: `${facts.bandwidth} memory bandwidth, ${facts.sizes}, suite ${facts.suite}, ${facts.day}. What bigger models would cost, from this run.`,
    url: permalink(id, publicUrl),
    image: cardUrl(id, publicUrl),
  };
}

async function devicePreview(encoded: string, { stores, publicUrl }: PageHeadParts): Promise<Preview | undefined> {
  const gpu = gpuSchema.safeParse(decoded(encoded));
  if (!gpu.success) return undefined;
  const [newest] = await stores.devices.one(gpu.data);
  const representative = newest && (await stores.devices.representative(gpu.data));
  if (newest === undefined || representative === undefined) return undefined;
  const facts = deviceFacts(newest);
  return {
    title: `${facts.gpu}: ${facts.headline}`,
    description: `What ${facts.runs} measured on ${facts.gpu}: medians, spreads, and what bigger models would cost.`,
    url: `${publicUrl()}/devices/${encodeURIComponent(facts.gpu)}`,
    image: cardUrl(representative.id, publicUrl),
  };
}

async function comparePreview(url: URL, { stores, publicUrl }: PageHeadParts): Promise<Preview | undefined> {
  const asked = [...url.searchParams].slice(0, MOST_COMPARED);
  const ids = asked.flatMap(([name, value]) => (name === 'run' && runIdSchema.safeParse(value).success ? [value] : []));
  const rows = await stores.runs.rows(ids);
  const names: string[] = [];
  for (const [name, value] of asked) {
    const row = rows.find(({ id }) => id === value);
    if (name === 'run' && row?.standing === 'listed') names.push(row.gpu);
    if (name === 'gpu' && gpuSchema.safeParse(value).success && (await stores.devices.one(value)).length > 0) names.push(value);
  }
  if (names.length === 0) return undefined;
  return {
    title: `${names.join(' against ')} on Scalewall`,
    description: `${names.join(', ')} side by side: throughput, bandwidth, and what bigger models would cost on each.`,
    url: `${publicUrl()}${url.pathname}${url.search}`,
    image: `${publicUrl()}${PLAIN_CARD_PATH}`,
  };
}

function cardUrl(id: string, publicUrl: PublicUrl): string {
  return `${publicUrl()}${API_BASE}/runs/${id}/card.png`;
}

/** Undefined where the text is not percent-encoded UTF-8. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function withPreview(html: string, { title, description, url, image }: Preview): string {
  const tags = [
    meta('property', 'og:type', 'website'),
    meta('property', 'og:site_name', 'Scalewall'),
    meta('property', 'og:title', title),
    meta('property', 'og:description', description),
    meta('property', 'og:url', url),
    meta('property', 'og:image', image),
    meta('property', 'og:image:width', String(CARD_WIDTH)),
    meta('property', 'og:image:height', String(CARD_HEIGHT)),
    meta('property', 'og:image:alt', title),
    meta('name', 'twitter:card', 'summary_large_image'),
    meta('name', 'twitter:title', title),
    meta('name', 'twitter:description', description),
    meta('name', 'twitter:image', image),
  ];
  // A function as replacement: in a text, `$&` in somebody's name of a GPU would mean something.
  return html
    .replace(/<title>[^<]*<\/title>/, () => `<title>${xml(`${title} · Scalewall`)}</title>\n    ${tags.join('\n    ')}`)
    .replace(/<meta\s+name="description"\s+content="[^"]*"\s*\/?>/, () => meta('name', 'description', description));
}

function meta(key: 'name' | 'property', name: string, content: string): string {
  return `<meta ${key}="${name}" content="${xml(content)}" />`;
}
