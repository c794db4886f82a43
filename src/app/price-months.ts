// The months a reader can choose prices of: quarters from the article's month to the month of this suite's data.
const FIRST = { year: 2023, month: 4 };
const LAST = '2026-11';

export const PRICE_MONTHS: readonly string[] = [...quarters(), LAST];

function* quarters(): Generator<string> {
  for (let month = FIRST.month - 1; ; month += 3) {
    const name = `${FIRST.year + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
    if (name >= LAST) return;
    yield name;
  }
}
