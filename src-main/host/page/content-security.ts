/**
 * The headers that go with every answer to the page. They take from it whatever it does not need: it runs its own
 * scripts and styles, draws its own pictures and talks to nobody but whoever served it.
 */
const policy = (connections: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connections}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'"
  ].join('; ')

/** `connections`: sources that the page may connect to. */
export const securityHeadersFor = (connections: string): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': policy(connections),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer'
})
