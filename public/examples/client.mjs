// A client of a Scalewall service in one file: Node 20 or newer, nothing to install.
//
//   node client.mjs https://scalewall.example [cache.json] [runs a page, at most 100]
//
// Reads every run page by page and prints GPUs by what their runs were verified to do. Pages that it has seen are asked for with
// their ETag, and where nothing has changed the server sends nothing: name a cache file, run it twice, and compare the last line.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Below five runs a median says too little to be ranked. */
const LEAST_RUNS = 5;

const [service, cacheFile, limit = '100'] = process.argv.slice(2);
if (service === undefined) {
  process.stderr.write('Usage: node client.mjs <address of the service> [cache.json] [runs a page]\n');
  process.exit(2);
}

/** Answers by address: {etag, body}. */
const cache = cacheFile && existsSync(cacheFile) ? JSON.parse(readFileSync(cacheFile, 'utf8')) : {};
const count = { requests: 0, unchanged: 0 };

/** One answer of the API, from the cache where the server says that it has not changed. Waits where the server asks to. */
async function read(path) {
  const url = new URL(path, service).href;
  const known = cache[url];
  for (;;) {
    const response = await fetch(url, { headers: known === undefined ? {} : { 'if-none-match': known.etag } });
    count.requests++;
    if (response.status === 304) {
      count.unchanged++;
      return known.body;
    }
    if (response.status === 429 || response.status === 503) {
      await new Promise((resolve) => setTimeout(resolve, 1000 * Number(response.headers.get('retry-after') ?? 5)));
      continue;
    }
    const body = await response.json();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${body.error.code}: ${body.error.message}`);
    const etag = response.headers.get('etag');
    if (etag !== null) cache[url] = { etag, body };
    return body;
  }
}

/** Every listed run, newest first. */
async function* runs() {
  for (let cursor = null; ; ) {
    const query = new URLSearchParams({ limit, ...(cursor === null ? {} : { cursor }) });
    const page = await read(`/api/v1/runs?${query}`);
    yield* page.runs;
    cursor = page.next_cursor;
    if (cursor === null) return;
  }
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

/** Of an even number the mean of the two in the middle. */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// Verified runs only, no software, and one suite major at a time: what else there is, is not comparable.
const groups = new Map();
let total = 0;
for await (const run of runs()) {
  total++;
  if (run.verified_flop_per_second === null || run.is_fallback) continue;
  const major = run.suite_version.split('.')[0];
  const key = `${major} ${run.gpu}`;
  groups.set(key, [...(groups.get(key) ?? []), run.verified_flop_per_second]);
}

const ranking = [...groups]
  .map(([key, values]) => ({ major: key.split(' ')[0], gpu: key.slice(key.indexOf(' ') + 1), values }))
  .filter(({ values }) => values.length >= LEAST_RUNS)
  .map((group) => ({ ...group, median: median(group.values) }))
  .toSorted((a, b) => b.major - a.major || b.median - a.median);

print('suite  verified TFLOP/s  runs  GPU');
for (const { major, gpu, values, median: middle } of ranking)
  print(`${major.padStart(5)}  ${(middle / 1e12).toFixed(2).padStart(16)}  ${String(values.length).padStart(4)}  ${gpu}`);
print(`${total} runs; ${count.requests} requests, ${count.unchanged} of them unchanged`);
if (cacheFile) writeFileSync(cacheFile, JSON.stringify(cache));
