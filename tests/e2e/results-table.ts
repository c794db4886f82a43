// What the page's table of results shows, and what a summary says that it must show.
import { expect, type Locator, type Page } from '@playwright/test';
import type { Summary } from '../../src/contract/summary.ts';
import { formatCount, significantDigits } from '../../src/units/format.ts';

export function resultsTable(page: Page): Locator {
  return page.getByRole('region', { name: 'Results by model size' });
}

/** The visible text of every cell, row by row. */
export function cellTexts(page: Page): Promise<readonly (readonly string[])[]> {
  return resultsTable(page)
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('th,td')].map((cell) => (cell as HTMLElement).innerText.trim())),
    );
}

/** Holds each row's name and tokens per second against the summary's, to the last digit shown. */
export async function expectSameNumbers(page: Page, { sizes }: Summary): Promise<void> {
  await expect(resultsTable(page).locator('tbody tr')).toHaveCount(sizes.length);
  const rows = await cellTexts(page);
  const shown = rows.map(([name = '', , ...cells]) => ({ name: name.split('\n')[0], rates: cells.slice(0, 3).map(rateOf) }));
  const wanted = sizes.map(({ name, phases }) => ({
    name,
    rates: (['prefill', 'decode', 'train'] as const).map((phase) => {
      const rate = phases.find((cell) => cell.phase === phase)?.tokens_per_second;
      return rate === undefined ? '–' : formatCount(rate.value, significantDigits(rate));
    }),
  }));
  expect(shown).toEqual(wanted);
}

/** `✓\n1.2 k\n1.1 k–1.4 k` → `1.2 k`. */
function rateOf(cell: string): string {
  const [first = ''] = cell.replace(/^[✓◐~]\s*/, '').split('\n');
  return first.trim();
}
