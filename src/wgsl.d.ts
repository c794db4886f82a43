/** A shader's text, loaded by Vite (`?raw`) in the page and by scripts/wgsl-hook.mjs in Node. */
declare module '*.wgsl?raw' {
  const source: string;
  export default source;
}
