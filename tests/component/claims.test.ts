import { html } from 'lit';
import { expect, test } from 'vitest';
import { figureWords } from '../../src/components/claim-figure-words.ts';
import '../../src/components/sw-claims.ts';
import type { Claims } from '../../src/components/sw-claims.ts';
import { CLAIM_IDS } from '../../src/report/claims-verdict.ts';
import { CLAIMS, verdictOf } from '../../src/report/claims.ts';
import { plainContext } from '../unit/claims-engine.ts';
import { mount, parts, words } from './mount.ts';

const verdicts = CLAIMS.map((claim) => verdictOf(claim, plainContext()));
const links = Object.fromEntries(CLAIM_IDS.map((id) => [id, `/explore?scenario=${id}`]));

test('all eleven claims stand there before anything is computed, without links to nowhere', async () => {
  const claims = await mount<Claims>(html`<sw-claims></sw-claims>`);
  expect(parts(claims, 'li.claim')).toHaveLength(11);
  expect(parts(claims, 'a')).toHaveLength(0);
  expect(words(claims)).toContain('Not computed yet.');
});

test('every figure is said once, on its own side, and every claim has its link', async () => {
  const claims = await mount<Claims>(html`<sw-claims .verdicts=${verdicts} .links=${links} chosen=""></sw-claims>`);
  expect(parts(claims, 'a').map((link) => link.getAttribute('href'))).toEqual(Object.values(links));
  for (const verdict of verdicts) {
    const said = (side: string) =>
      parts(claims, `#${verdict.id} .${side} li`).map((item) => item.textContent?.replace(/\s+/g, ' ').trim());
    expect(said('for')).toEqual(verdict.supports.map(figureWords));
    expect(said('against')).toEqual(verdict.contradicts.map(figureWords));
    expect(said('beside')).toEqual(verdict.beside.map(figureWords));
  }
});

test('the chosen claim is the current one, and sources open under each', async () => {
  const claims = await mount<Claims>(html`<sw-claims .verdicts=${verdicts} .links=${links} .chosen=${'waiting'}></sw-claims>`);
  expect(parts(claims, '[aria-current=true]').map(({ id }) => id)).toEqual(['waiting']);
  expect(parts(claims, '#waiting details li').length).toBeGreaterThan(1);
});

test('nothing is wider than a phone', async () => {
  const claims = await mount<Claims>(html`<sw-claims .verdicts=${verdicts} .links=${links}></sw-claims>`, 320);
  expect(claims.scrollWidth).toBeLessThanOrEqual(320);
});
