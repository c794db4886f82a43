// The months a reader can choose prices of: quarters from the article's month to the month of this suite's data.
const FIRST = { year: 2023, month: 4 };
const LAST = '2026-11';

export const PRICE_MONTHS: readonly string[] = [...quarters(), LAST];

function* quarters(): Generator<string> {
  for (let { year, month } = FIRST; ; month += 3) {
    const [atYear, atMonth] = [year + Math.floor((month - 1) / 12), ((month - 1) % 12) + 1];
    const name = `${atYear}-${String(atMonth).padStart(2, '0')}`;
    if (name >= LAST) return;
    yield name;
  }
}
