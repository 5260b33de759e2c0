/**
 * Listening for peers: on every address of this machine, or on chosen ones, all with one port, since a peer announces
 * only one.
 */
import type https from 'node:https'
import type { AddressInfo } from 'node:net'
import { fail } from '../../../src-shared/errors/problem.ts'

export interface ListenAddress {
  /** IP addresses; empty: every address of this machine. */
  readonly hosts: readonly string[]
  /** 0: one that is free. */
  readonly port: number
}

/** A port that is free on one address may be taken on another; so many are tried. */
const ATTEMPTS = 5
/** IPv6 and IPv4 by one socket; then what is left where IPv6 is switched off. */
const EVERYWHERE = ['::', '0.0.0.0']

export interface Listened {
  /** By the address each listens on; of addresses that the system has not taken up yet there is none. */
  readonly servers: ReadonlyMap<string, https.Server>
  readonly port: number
}

/** Rejects with `service-address-unusable`, and then nothing listens. */
export async function listenOn(
  { hosts, port }: ListenAddress,
  makeServer: () => https.Server
): Promise<Listened> {
  if (hosts.length === 0) {
    return listenAtAll([EVERYWHERE[0]!], port, makeServer).catch((thrown: unknown) => {
      if (!hasNoIpv6(thrown)) throw unusable(EVERYWHERE[0]!, port, thrown)
      return listenOn({ hosts: [EVERYWHERE[1]!], port }, makeServer)
    })
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenAtAll(hosts, port, makeServer)
    } catch (thrown) {
      if (port === 0 && codeOf(thrown) === 'EADDRINUSE' && attempt < ATTEMPTS) continue
      throw unusable(hosts.join(', '), port, thrown)
    }
  }
}

async function listenAtAll(
  hosts: readonly string[],
  port: number,
  makeServer: () => https.Server
): Promise<Listened> {
  const servers = new Map<string, https.Server>()
  let bound = port
  let missing: unknown = null
  for (const host of hosts) {
    try {
      const server = await listening(makeServer(), host, bound)
      servers.set(host, server)
      bound = (server.address() as AddressInfo).port
    } catch (thrown) {
      // An IPv6 address is listed for a second or two before it can be used, and one that went for as long after.
      if (codeOf(thrown) === 'EADDRNOTAVAIL') {
        missing = thrown
        continue
      }
      for (const server of servers.values()) server.close()
      throw thrown
    }
  }
  if (servers.size === 0) throw missing
  return { servers, port: bound }
}

const listening = (server: https.Server, host: string, port: number): Promise<https.Server> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve(server)
    })
  })

/** Whether listening failed because none of the addresses is there. */
export const isNotThere = (thrown: unknown): boolean =>
  thrown instanceof Error && codeOf(thrown.cause) === 'EADDRNOTAVAIL'

const codeOf = (thrown: unknown): string | undefined => (thrown as NodeJS.ErrnoException | undefined)?.code

const hasNoIpv6 = (thrown: unknown): boolean =>
  codeOf(thrown) === 'EAFNOSUPPORT' || codeOf(thrown) === 'EADDRNOTAVAIL'

const unusable = (host: string, port: number, thrown: unknown): Error =>
  fail('service-address-unusable', { host, port, reason: (thrown as Error).message }, thrown)
