/** The self-test with the real steps: TCP alone, then who is there, then its card. */
import net from 'node:net'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { PeerAddress, PeerId } from '../../../src-shared/model/peer.ts'
import type { PeerTestResult } from '../../../src-shared/model/peer-self.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import { addressOf, dial } from '../client/dial.ts'
import { peerClient } from '../client/peer-client.ts'
import type { Directory } from '../directory/directory.ts'
import type { Dial } from '../discovery/dialler.ts'
import type { Discovery } from '../discovery/discovery.ts'
import { selfTest } from '../discovery/self-test.ts'
import type { DeviceIdentity } from '../identity/device-identity.ts'
import { clientTlsOptions } from '../identity/pinned-tls.ts'
import type { NetworkInterfaces } from '../ports/network-interfaces.ts'

const STEP_TIMEOUT_MS = 5000

interface Tested {
  readonly identity: DeviceIdentity
  readonly clock: Clock
  readonly directory: Directory
  readonly discovery: Discovery
  readonly interfaces: NetworkInterfaces
}

/** `only` null: every peer that is trusted or was heard of. */
export async function testPeers(
  only: PeerId | null,
  { identity, clock, directory, discovery, interfaces }: Tested
): Promise<readonly PeerTestResult[]> {
  const over = new AbortController()
  const peers = directory.peers().filter(({ id }) => only === null || id === only)
  const results: PeerTestResult[] = []
  const ofMachine = new Set<string>()
  for (const { id, addresses } of peers.length > 0 ? peers : [{ id: null, addresses: [] }]) {
    const report = await selfTest({
      interfaces: interfaces.up(),
      leftOut: interfaces.leftOut(),
      links: discovery.links(),
      heard: discovery.heard(),
      peers: id === null ? [] : [{ id, addresses }],
      steps: stepsTo(id, identity, clock),
      clock,
      signal: over.signal
    })
    for (const { step, works, saw, advice } of report.machine) {
      if (ofMachine.has(saw)) continue
      ofMachine.add(saw)
      results.push({ peer: null, step, ok: works, saw, advice })
    }
    for (const { lines } of report.peers)
      for (const { step, works, saw, advice } of lines)
        results.push({ peer: id, step, ok: works, saw, advice })
  }
  return results
}

function stepsTo(
  peer: PeerId | null,
  identity: DeviceIdentity,
  clock: Clock
): { readonly tcp: Dial; readonly identity: Dial; readonly card: Dial } {
  const timed =
    (
      step: (address: PeerAddress, localAddress: string | null, signal: AbortSignal) => Promise<unknown>
    ): Dial =>
    async (address, localAddress, signal) => {
      const fromMs = clock.nowMs()
      await step(address, localAddress, signal)
      return { rttMs: clock.nowMs() - fromMs }
    }
  return {
    tcp: timed(({ host, port }, localAddress, signal) => connects(host, port, localAddress, signal)),
    identity: timed(async ({ host, port }, localAddress, signal) => {
      const to = { tls: clientTlsOptions(identity), peer, host, port, localAddress }
      const { socket } = await dial({ ...to, timeoutMs: STEP_TIMEOUT_MS, signal })
      socket.destroy()
    }),
    card: timed(async ({ host, port }, localAddress, signal) => {
      const client = peerClient({ identity, peer: peer ?? '', host, port, localAddress, clock })
      await client.card(signal).finally(() => client.close())
    })
  }
}

function connects(
  host: string,
  port: number,
  localAddress: string | null,
  signal: AbortSignal
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({
      host,
      port,
      ...(localAddress === null ? {} : { localAddress }),
      timeout: STEP_TIMEOUT_MS
    })
    const end = (error: Error | null): void => {
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
      if (error) reject(error)
      else resolve()
    }
    const onAbort = (): void => end(fail('interrupted'))
    signal.addEventListener('abort', onAbort)
    socket.once('connect', () => end(null))
    socket.once('error', end)
    socket.once('timeout', () =>
      end(fail('peer-unreachable', { address: addressOf(host, port), reason: 'it does not answer' }))
    )
  })
}
