// The page's initial JavaScript stays within 120 kB gzipped.
import { join } from 'node:path';
import { initialJavaScript } from './scripts/initial-javascript.mjs';

const DIST = 'dist';

export default [
  { name: 'initial JavaScript', path: initialJavaScript(DIST).map((path) => join(DIST, path)), gzip: true, limit: '120 kB' },
];
