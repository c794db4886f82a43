// `npm run fit`: fits the cluster model's constants to the rows of data/published/ and writes data/fitted-constants.json and
// data/left-out-constants.json. To be run after any change of the model or of the rows; `npm run validate` shows the result.
import { join } from 'node:path';
import { publishedRows } from '../src/cli/published-rows.ts';
import { writeWhole } from '../src/cli/whole-file.ts';
import { assess } from '../src/evidence/assessment.ts';
import { documentOf, fitAll, leftOutDocument } from '../src/evidence/fitted-values.ts';
import { suitesOf } from '../src/evidence/suites.ts';

const ROOT = join(import.meta.dirname, '..');

const suites = suitesOf(publishedRows(ROOT));
const { values, spread } = fitAll(suites);
const fitted = documentOf(values, spread, assess(suites, values), suites, new Date().toISOString().slice(0, 10));
writeWhole(join(ROOT, 'data', 'fitted-constants.json'), `${JSON.stringify(fitted, undefined, 2)}\n`);
writeWhole(join(ROOT, 'data', 'left-out-constants.json'), `${JSON.stringify(leftOutDocument(values), undefined, 2)}\n`);
for (const [name, { value, spread: deviation }] of Object.entries(fitted.constants)) {
  process.stdout.write(`${name.padEnd(24)} ${value.toPrecision(4).padStart(12)}  ± ${(100 * deviation).toFixed(1)} %\n`);
}
