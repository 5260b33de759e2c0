/** Where a connection goes: scheme, host and port of a URL; two URLs with the same endpoint can share a connection. */
export interface Endpoint {
  readonly secure: boolean
  /** Without brackets, also for IPv6. */
  readonly host: string
  readonly port: number
}

export function endpointOf(url: URL): Endpoint {
  const secure = url.protocol === 'https:'
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
  return { secure, host, port: url.port === '' ? (secure ? 443 : 80) : Number(url.port) }
}

/** `host` or `host:port` as people write it; the name of a source. */
export const authorityOf = (url: URL): string => url.host

export const sameEndpoint = (a: Endpoint, b: Endpoint): boolean =>
  a.secure === b.secure && a.host === b.host && a.port === b.port
