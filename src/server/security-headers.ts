// Headers of every answer that does not bring its own: what a route sets stands. COOP and COEP isolate the page, without which `performance.now` steps 100 µs instead of 5 µs.
// No upgrade to https is forced: the service also runs on a plain-http LAN.
import type { MiddlewareHandler } from 'hono';

/**
 * No inline script and no inline <style>: Lit styles go through adoptedStyleSheets, which the policy does not concern.
 * Data and blob images are charts saved as pictures.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: readonly (readonly [string, string])[] = [
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Embedder-Policy', 'require-corp'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Content-Security-Policy', CONTENT_SECURITY_POLICY],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
];

export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  for (const [name, value] of HEADERS) if (!headers.has(name)) headers.set(name, value);
};
