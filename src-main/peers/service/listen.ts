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

/** Rejects with `service-address-unusable`, and then nothing listens. */
export async function listenOn(
  { hosts, port }: ListenAddress,
  makeServer: () => https.Server
): Promise<{ servers: readonly https.Server[]; port: number }> {
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
): Promise<{ servers: readonly https.Server[]; port: number }> {
  const servers: https.Server[] = []
  let bound = port
  try {
    for (const host of hosts) {
      const server = makeServer()
      servers.push(server)
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host, port: bound }, () => {
          server.off('error', reject)
          resolve()
        })
      })
      bound = (server.address() as AddressInfo).port
    }
    return { servers, port: bound }
  } catch (thrown) {
    for (const server of servers) server.close()
    throw thrown
  }
}

const codeOf = (thrown: unknown): string | undefined => (thrown as NodeJS.ErrnoException).code

const hasNoIpv6 = (thrown: unknown): boolean =>
  codeOf(thrown) === 'EAFNOSUPPORT' || codeOf(thrown) === 'EADDRNOTAVAIL'

const unusable = (host: string, port: number, thrown: unknown): Error =>
  fail('service-address-unusable', { host, port, reason: (thrown as Error).message }, thrown)
