/**
 * Which addresses this machine reaches for others: public ones, and those of networks its owner allowed. A name is
 * resolved once for each connection, every address it has must be allowed, and the connection is made to what was
 * vetted: whoever owns the name cannot change its meaning between the check and the use. Redirects come through here like
 * everything else, because every connection does.
 */
import { lookup } from 'node:dns/promises'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Vetting } from '../../engine/ports/contribution.ts'
import { isBadPort } from './bad-ports.ts'
import { isIn, parseAddress, parseNetwork, type Network } from './ip-address.ts'
import { specialKind } from './special-networks.ts'

/** All addresses of a name, IPv4 and IPv6. Rejects when it has none, or nobody could be asked. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** As every program of this machine does: its hosts file counts, too. */
const asTheSystem: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address)

/** A resolver that says nothing holds up a connection for no longer than this. */
const RESOLVE_TIMEOUT_MS = 15_000
/** More are no service anyone runs. */
const MOST_ADDRESSES = 64

/** `allowPrivate` networks as CIDR. Throws ShoalError `option-invalid` for one that is none. */
export function addressPolicy(allowPrivate: readonly string[], resolve: Resolve = asTheSystem): Vetting {
  const allowed = allowPrivate.map((text) => parseNetwork(text, '--allow-private'))
  return {
    async addressesOf(host, port, signal) {
      const name = host.replace(/\.$/, '').toLowerCase()
      if (isBadPort(port)) throw fail('policy-port-refused', { host: name, port })
      if (parseAddress(name)) return [vetted(name, name, allowed)]
      if (isLocalhost(name)) return vettedLoopback(name, allowed)
      const found = await inTime(resolve(name), name, signal)
      if (found.length === 0 || found.length > MOST_ADDRESSES) throw fail('host-unresolved', { host: name })
      // One that is refused spoils the name: who mixes public and private addresses under it means no good.
      return found.map((each) => vetted(name, each, allowed))
    }
  }
}

/** The address, if it may be reached. Throws ShoalError `policy-address-refused`. */
function vetted(host: string, text: string, allowed: readonly Network[]): string {
  const address = parseAddress(text)
  if (!address) throw fail('host-unresolved', { host })
  if (allowed.some((network) => isIn(address, network))) return text
  const kind = specialKind(address)
  if (kind !== null) throw fail('policy-address-refused', { host, address: text, kind })
  return text
}

/** This machine by the addresses that are allowed of its two. */
function vettedLoopback(name: string, allowed: readonly Network[]): readonly string[] {
  const free = LOOPBACK.filter((text) => allowed.some((network) => isWithin(text, network)))
  return free.length > 0 ? free : [vetted(name, LOOPBACK[0], allowed)]
}

const LOOPBACK = ['127.0.0.1', '::1'] as const

const isWithin = (text: string, network: Network): boolean => {
  const address = parseAddress(text)
  return address !== null && isIn(address, network)
}

/** Names that mean this machine whatever a resolver says (RFC 6761 section 6.3). */
const isLocalhost = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost')

/** Rejects with ShoalError `host-unresolved` or `interrupted`. */
function inTime(
  found: Promise<readonly string[]>,
  host: string,
  signal: AbortSignal
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      end()
    }
    const onAbort = (): void => settle(() => reject(fail('interrupted')))
    const unresolved = (cause?: unknown): void =>
      settle(() => reject(fail('host-unresolved', { host }, cause)))
    const timer = setTimeout(unresolved, RESOLVE_TIMEOUT_MS)
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    found.then((addresses) => settle(() => resolve(addresses)), unresolved)
  })
}
