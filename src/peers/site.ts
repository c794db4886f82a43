// Builds the page of the comparison and serves it on a free loopback port while it runs. The libraries are resolved from
// peers/node_modules, which is not on the way up from src/.
import { join } from 'node:path';
import { build, preview, type InlineConfig, type Plugin } from 'vite';

export interface Site {
  readonly address: string;
  close(): Promise<void>;
}

/** One import is asked for a second time with a query, which makes it a module, and a device, of its own. */
const PEER = /^(?:@jax-js\/|@tensorflow\/|onnxruntime-)/;

export async function serveSite(root: string): Promise<Site> {
  const config: InlineConfig = {
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    plugins: [fromPeersFolder(root)],
    build: {
      outDir: join(root, 'peers', 'dist'),
      emptyOutDir: true,
      target: 'esnext',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 10_000,
      rollupOptions: { input: join(root, 'peers', 'index.html') },
    },
    preview: {
      host: '127.0.0.1',
      port: 0,
      // Isolated, so that performance.now steps 5 µs instead of 100 µs.
      headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
    },
  };
  await build(config);
  const server = await preview(config);
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error('the page is served nowhere');
  return { address: new URL('peers/index.html', address).href, close: () => server.close() };
}

function fromPeersFolder(root: string): Plugin {
  return {
    name: 'scalewall-peers',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!PEER.test(source) || importer?.includes('/peers/node_modules/')) return null;
      const [name = source, query] = source.split('?');
      const resolved = await this.resolve(name, join(root, 'peers', 'index.html'), { skipSelf: true });
      return resolved === null || query === undefined ? resolved : `${resolved.id}?${query}`;
    },
  };
}
