/**
 * Which proxy, if any, a connection goes through: the one a transfer names, else what the environment says in the
 * variables curl and wget know. A proxy's address may hold a password and is never repeated in a refusal.
 */
import net from 'node:net'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Endpoint } from '../connection/endpoint.ts'

export interface Proxy {
  /** `socks5`: names are resolved by the proxy, so that no look-up gives away where it leads. */
  readonly kind: 'http' | 'https' | 'socks5'
  /** Without brackets, also for IPv6. */
  readonly host: string
  readonly port: number
  readonly login: { readonly user: string; readonly password: string } | null
}

/** Values of the environment's variables; absent and empty mean the same. */
export interface ProxyEnvironment {
  readonly http?: string | undefined
  readonly https?: string | undefined
  readonly all?: string | undefined
  readonly no?: string | undefined
}

/** Null: connect directly. Throws ShoalError `option-invalid` when the proxy that applies is none. */
export function proxyFor(
  endpoint: Endpoint,
  named: string | undefined,
  environment: ProxyEnvironment
): Proxy | null {
  if (named !== undefined) return named === 'none' ? null : usable(named, '--proxy')
  if (isExempt(endpoint, environment.no ?? '')) return null
  const own = endpoint.secure ? environment.https : environment.http
  const text = own || environment.all
  if (!text) return null
  return usable(text, own ? (endpoint.secure ? 'https_proxy' : 'http_proxy') : 'all_proxy')
}

function usable(text: string, option: string): Proxy {
  const proxy = parseProxy(text)
  if (proxy) return proxy
  throw fail('option-invalid', {
    option,
    reason: 'expected the address of a proxy such as http://host:3128, https://host:443 or socks5://host:1080'
  })
}

const DEFAULT_PORTS = { http: 80, https: 443, socks5: 1080 } as const

/** Reads `[scheme://][user:password@]host[:port]`; null when it is something else. */
export function parseProxy(text: string): Proxy | null {
  let url: URL
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  } catch {
    return null
  }
  const kind = KINDS[url.protocol]
  const host = decoded(url.hostname).replace(/^\[|\]$/g, '')
  if (kind === undefined || host === '' || /[\0-\x20\x7f]/.test(host)) return null
  if ((url.pathname !== '' && url.pathname !== '/') || url.search !== '' || url.hash !== '') return null
  const login =
    url.username === '' && url.password === ''
      ? null
      : { user: decoded(url.username), password: decoded(url.password) }
  return { kind, host, port: url.port === '' ? DEFAULT_PORTS[kind] : Number(url.port), login }
}

const KINDS: Readonly<Record<string, Proxy['kind']>> = {
  'http:': 'http',
  'https:': 'https',
  'socks5:': 'socks5',
  'socks5h:': 'socks5'
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Whether NO_PROXY leaves the endpoint out: `*`, a host and everything below it, an address, a network in CIDR form,
 * each perhaps with a port.
 */
export function isExempt({ host, port }: Endpoint, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true
      const [, bracketed, plain = '', entryPort] = /^(?:\[([^\]]*)\]|(.*?))(?::(\d+))?$/.exec(
        net.isIPv6(entry) || isNetwork(entry) ? `[${entry}]` : entry
      ) ?? [undefined, undefined, entry]
      if (entryPort !== undefined && Number(entryPort) !== port) return false
      const name = (bracketed ?? plain).toLowerCase()
      if (isNetwork(name)) return isInNetwork(host, name)
      if (net.isIP(host) !== 0)
        return net.isIP(name) !== 0 && isInNetwork(host, `${name}/${net.isIPv6(name) ? 128 : 32}`)
      const domain = name.replace(/^\*?\./, '')
      return domain !== '' && (host.toLowerCase() === domain || host.toLowerCase().endsWith(`.${domain}`))
    })
}

const isNetwork = (text: string): boolean => {
  const [address = '', bits = '', ...more] = text.split('/')
  return (
    more.length === 0 &&
    net.isIP(address) !== 0 &&
    /^\d{1,3}$/.test(bits) &&
    Number(bits) <= (net.isIPv6(address) ? 128 : 32)
  )
}

function isInNetwork(host: string, network: string): boolean {
  const [address = '', bits = ''] = network.split('/')
  const family = net.isIPv6(address) ? 'ipv6' : 'ipv4'
  if (net.isIP(host) !== (family === 'ipv6' ? 6 : 4)) return false
  const list = new net.BlockList()
  list.addSubnet(address, Number(bits), family)
  return list.check(host, family)
}

/** `host:port` as people read it. */
export const proxyName = ({ host, port }: Proxy): string => `${net.isIPv6(host) ? `[${host}]` : host}:${port}`
