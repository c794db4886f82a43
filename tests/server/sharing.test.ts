// Badges, charts, cards and previews of links: what they say, that they are safe to show, and that a failure shows something else.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { submittedSchema } from '../../src/contract/api.ts';
import { CardDesk } from '../../src/server/sharing/card-desk.ts';
import { plainCardSvg } from '../../src/server/sharing/card.ts';
import { runFacts } from '../../src/server/sharing/run-facts.ts';
import { fitText, textWidth, xml } from '../../src/server/sharing/svg-text.ts';
import { badgeSvg } from '../../src/server/sharing/badge.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { openApplication, PUBLIC_URL, submissionOf, type Application } from './application.ts';
import { sqliteKind } from './databases.ts';

const HOSTILE = `</title><script>alert("1")</script>&'$& \u202e`;
const ROW = {
  gpu: 'a gpu',
  standing: 'listed',
  verified_flop_per_second: 7.289e12,
  peak_flop_per_second: 8.14e12,
  bandwidth_bytes_per_second: 1e12,
  created_at: '2026-07-01T00:00:00.000Z',
  suite_version: '0.3.0',
  sizes_measured: 2,
} as const;

let application: Application;
let close: () => Promise<void>;
let plain: string;
let hostile: string;
let hidden: string;
beforeAll(async () => {
  const database = await sqliteKind().open();
  close = () => database.close();
  application = await openApplication(database);
  const store = async (options: Parameters<typeof buildRun>[0]) =>
    submittedSchema.parse(await (await application.submit(submissionOf(buildRun(options)))).json()).id;
  plain = await store({ seed: 1 });
  hostile = await store({ seed: 2, gpu: { description: HOSTILE } });
  hidden = await store({ seed: 3, gpu: { vendor: 'a', architecture: 'hidden one' } });
  await application.runs.setStanding(hidden, { standing: 'hidden', reason: 'test', action: 'hidden' });
});
afterAll(() => close());

const text = async (path: string) => (await application.request(path)).text();

describe('the words', () => {
  test('never claim more than was shown, and never call unproved work verified', () => {
    expect(runFacts(ROW).headline).toBe('verified ≥ 7.2 TFLOP/s f32');
    expect(runFacts({ ...ROW, verified_flop_per_second: null }).headline).toBe('unverified · 8.1 TFLOP/s');
    expect(runFacts({ ...ROW, standing: 'held' }).headline).toBe('held for review');
    for (let exponent = 6; exponent < 15; exponent++) {
      const value = 7.99 * 10 ** exponent;
      const written = runFacts({ ...ROW, verified_flop_per_second: value }).figure;
      expect(written).toMatch(/^≥ (7\.9|79|790) /);
    }
  });

  test('are escaped, without what XML forbids or what turns text round', () => {
    expect(xml(`<&>"'\u0000\u202e\ufffe😀`)).toBe('&lt;&amp;&gt;&quot;&#39;😀');
    expect(textWidth('ii', 10)).toBeLessThan(textWidth('WW', 10));
    const fitted = fitText('W'.repeat(500), 10, 100);
    expect(fitted.endsWith('…')).toBe(true);
    expect(textWidth(fitted, 10)).toBeLessThanOrEqual(100);
  });
});

describe.each([
  ['badge.svg', /^<svg [^>]*height="20"/],
  ['chart.svg', /^<svg [^>]*viewBox="0 0 800 450"/],
])('%s', (picture, shape) => {
  test('is well-formed, holds no script and nothing from outside, whatever the GPU is called', async () => {
    for (const id of [plain, hostile]) {
      const answer = await application.request(`/api/v1/runs/${id}/${picture}`);
      expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
      const svg = await answer.text();
      expect(svg).toMatch(shape);
      expect(svg).not.toMatch(/<script|<foreignObject|href=|url\((?!#)|\son\w+=/i);
      expect(await new CardDesk(() => {}).draw(svg), 'a strict parser of XML draws it').toBeDefined();
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^;]+; frame-ancestors 'none'$/);
      expect(policy).not.toContain('unsafe');
    }
  });

  test('has a name for those who do not see it', async () => {
    const svg = await text(`/api/v1/runs/${plain}/${picture}`);
    expect(svg).toContain('role="img"');
    expect(svg).toMatch(/<title[^>]*>[^<]*planted roofline/);
  });
});

describe('the chart', () => {
  test('follows the reader’s colours, or the ones asked for', async () => {
    const path = `/api/v1/runs/${plain}/chart.svg`;
    expect(await text(path)).toContain('prefers-color-scheme:dark');
    const [light, dark] = [await text(`${path}?theme=light`), await text(`${path}?theme=dark`)];
    expect(light).toContain('#fbfaf6');
    expect(dark).toContain('#121315');
    for (const one of [light, dark]) expect(one).not.toContain('prefers-color-scheme');
    expect((await application.request(`${path}?theme=pink`)).status).toBe(400);
  });

  test('draws both phases of both sizes, with intervals and where it comes from', async () => {
    const svg = await text(`/api/v1/runs/${plain}/chart.svg`);
    expect(svg.match(/class="marker /g)).toHaveLength(4);
    expect(svg.match(/class="band" d="M/g)).toHaveLength(2);
    expect(svg).toContain(`scalewall.example/runs/${plain.slice(0, 8)}… · suite`);
    expect(svg).toMatch(/<desc[^>]*>unverified[^<]*prefill goes from [^<]* tokens\/s at/);
  });
});

describe('the badge of a device', () => {
  test('says the median and how many runs stand behind it', async () => {
    expect(await text('/api/v1/devices/planted%20roofline/badge.svg')).toMatch(/>unverified · 2(\.0)? TFLOP\/s · 1 run</);
    expect((await application.request('/api/v1/devices/a%20hidden%20one/badge.svg')).status).toBe(404);
  });

  test('says verified where the row is of that population', () => {
    expect(badgeSvg(runFacts(ROW))).toContain('>verified ≥ 7.2 TFLOP/s f32</text>');
  });
});

describe('the card', () => {
  test('is a PNG of 1200 × 630, the same again from memory', async () => {
    for (const id of [plain, hostile]) {
      const answer = await application.request(`/api/v1/runs/${id}/card.png`);
      expect(answer.headers.get('content-type')).toBe('image/png');
      const png = Buffer.from(await answer.arrayBuffer());
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
      const started = performance.now();
      const again = await application.request(`/api/v1/runs/${id}/card.png`);
      expect(Buffer.from(await again.arrayBuffer()).equals(png)).toBe(true);
      expect(performance.now() - started).toBeLessThan(100);
    }
  });

  test('that cannot be drawn is undefined, is told to the log, and the next one is drawn', async () => {
    const lines: string[] = [];
    const desk = new CardDesk((line) => lines.push(line));
    expect(await desk.draw('<svg')).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining('a card could not be drawn')]);
    expect(await desk.draw(plainCardSvg())).toBeDefined();
  });

  test('is Scalewall’s own where the desk draws nothing: too many at once are not begun', async () => {
    const desk = new CardDesk(() => {});
    const svgs = Array.from(
      { length: 20 },
      (_, index) => `<svg xmlns="http://www.w3.org/2000/svg" width="${index + 1}" height="1"/>`,
    );
    const drawn = await Promise.all(svgs.map((svg) => desk.draw(svg)));
    expect(drawn.filter((png) => png === undefined)).toHaveLength(4);
  });

  test('that stands for Scalewall is the one that its program draws', async () => {
    const drawn = await new CardDesk(() => {}).draw(plainCardSvg());
    const stored = readFileSync(new URL('../../src/server/sharing/plain-card.png', import.meta.url));
    expect(stored.equals(drawn ?? new Uint8Array())).toBe(true);
    const served = await application.request('/card.png');
    expect(Buffer.from(await served.arrayBuffer()).equals(stored)).toBe(true);
  });
});

describe('the served page', () => {
  const property = (html: string, name: string) =>
    new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`).exec(html)?.[1];

  test('tells previews of a run’s link its title, description and card', async () => {
    const html = await text(`/runs/${plain}`);
    expect(html).toContain('<title>planted roofline: unverified · 2.0 TFLOP/s · Scalewall</title>');
    expect(property(html, 'og:title')).toBe('planted roofline: unverified · 2.0 TFLOP/s');
    expect(property(html, 'og:image')).toBe(`${PUBLIC_URL}/api/v1/runs/${plain}/card.png`);
    expect(property(html, 'og:url')).toBe(`${PUBLIC_URL}/runs/${plain}`);
    expect(property(html, 'twitter:card')).toBe('summary_large_image');
    expect(property(html, 'og:description')).toContain('150 GB/s memory bandwidth');
    expect(html).toContain('src="/assets/index-abc123.js"');
  });

  test('tells them of a device and of a comparison', async () => {
    const device = await text('/devices/planted%20roofline');
    expect(property(device, 'og:title')).toBe('planted roofline: unverified · 2.0 TFLOP/s · 1 run');
    expect(property(device, 'og:image')).toBe(`${PUBLIC_URL}/api/v1/runs/${plain}/card.png`);
    const compare = await text(`/compare?run=${hostile}&gpu=planted+roofline`);
    expect(property(compare, 'og:title')).toMatch(/ against planted roofline on Scalewall$/);
    expect(property(compare, 'og:image')).toBe(`${PUBLIC_URL}/card.png`);
  });

  test('escapes what people call their GPU', async () => {
    for (const path of [`/runs/${hostile}`, `/compare?run=${hostile}`]) {
      const html = await text(path);
      expect(html.match(/<script/g)).toHaveLength(1);
      expect(html.match(/<\/title>/g)).toHaveLength(1);
      expect(property(html, 'og:title')).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;$&amp;');
    }
  });

  test('says nothing of hidden runs, unknown ones and other pages', async () => {
    const bare = await text('/');
    expect(bare).not.toContain('og:');
    for (const path of [
      `/runs/${hidden}`,
      `/runs/${'0'.repeat(32)}`,
      '/runs/zz',
      '/devices/a%20hidden%20one',
      '/devices/%ff',
      `/compare?run=${hidden}`,
      '/compare',
      '/results',
    ]) {
      expect([path, await text(path)]).toEqual([path, bare]);
    }
  });

  test('has an ETag of what it tells', async () => {
    const [run, start] = [await application.request(`/runs/${plain}`), await application.request('/')];
    expect(run.headers.get('etag')).not.toBe(start.headers.get('etag'));
    const again = await application.request(`/runs/${plain}`, { headers: { 'if-none-match': run.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  test('comes as it is while the database is away', async () => {
    const database = await sqliteKind().open();
    const other = await openApplication(database);
    await database.close();
    const answer = await other.request(`/runs/${plain}`);
    expect([answer.status, await answer.text()]).toEqual([200, await text('/')]);
  });
});
