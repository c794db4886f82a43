// Lets plain Node import shaders as `import source from './x.wgsl?raw'`, as Vite does in the page.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier.endsWith('.wgsl?raw')
      ? { url: new URL(specifier, context.parentURL).href, shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url.endsWith('.wgsl?raw')
      ? {
          format: 'module',
          shortCircuit: true,
          source: `export default ${JSON.stringify(readFileSync(new URL(url.replace('?raw', '')), 'utf8'))}`,
        }
      : next(url, context),
});
