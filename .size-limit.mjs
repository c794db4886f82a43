// The page's initial JavaScript stays within 120 kB gzipped. src/app/main.ts loads the measuring page at once, so it counts.
import { join } from 'node:path';
import { initialJavaScript } from './scripts/initial-javascript.mjs';

const path = initialJavaScript('dist', ['measure-page']).map((file) => join('dist', file));

export default [{ name: 'initial JavaScript', path, gzip: true, limit: '120 kB' }];
