// A thread that makes PNGs of cards: drawing takes 50 milliseconds that no other request should wait for.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

export interface CardRequest {
  readonly id: number;
  readonly svg: string;
}

export type CardAnswer =
  | { readonly id: number; readonly kind: 'drawn'; readonly png: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };

const { resolve } = createRequire(import.meta.url);
await initWasm(readFileSync(resolve('@resvg/resvg-wasm/index_bg.wasm')));
const fontBuffers = ['DejaVuSans', 'DejaVuSans-Bold'].map(
  (name) => new Uint8Array(readFileSync(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`))),
);

parentPort?.on('message', ({ id, svg }: CardRequest) => {
  const answer = draw(id, svg);
  parentPort?.postMessage(answer, answer.kind === 'drawn' ? [answer.png.buffer] : []);
});

function draw(id: number, svg: string): CardAnswer {
  try {
    const picture = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'DejaVu Sans' } });
    const image = picture.render();
    const png = new Uint8Array(image.asPng());
    image.free();
    picture.free();
    return { id, kind: 'drawn', png };
  } catch (error) {
    return { id, kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
