import { describe, expect, it } from 'vitest'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Peer, PeerAddress, PeerId } from '../../../src-shared/model/peer.ts'
import { testClock } from '../discovery/clock.fixture.ts'
import { newId } from './pairing.fixture.ts'
import { dialTarget, typedAddress } from './dial-target.ts'

/** A directory that hears of one peer when the test says so. */
function directoryOf(id: PeerId) {
  const listeners = new Set<(changed: PeerId) => void>()
  let addresses: readonly PeerAddress[] = []
  return {
    peer: (asked: PeerId) => (asked === id && addresses.length > 0 ? ({ id, addresses } as Peer) : null),
    onChange(listener: (changed: PeerId) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    listening: () => listeners.size,
    hears(host: string, port: number) {
      addresses = [...addresses, { host, port, from: 'discovered', interface: null }]
      for (const listener of listeners) listener(id)
    }
  }
}

const never = new AbortController().signal
const refused = (address: string) => fail('peer-unreachable', { address, reason: 'refused' })

describe('an id', () => {
  it('that nobody has heard of yet is waited for, and dialled as soon as it is heard', async () => {
    const id = newId()
    const directory = directoryOf(id)
    let looks = 0
    const met = dialTarget(
      id,
      {
        directory,
        clock: testClock,
        lookAround: () => {
          looks++
        },
        meet: async (host, port, peer) => `${host} ${port} ${peer}`
      },
      never
    )
    setTimeout(() => directory.hears('192.0.2.7', 7490), 50)
    const fromMs = performance.now()
    await expect(met).resolves.toBe(`192.0.2.7 7490 ${id}`)
    expect(performance.now() - fromMs).toBeLessThan(2000)
    expect(looks).toBeGreaterThan(0)
    expect(directory.listening()).toBe(0)
  })

  it('is tried at each of its addresses', async () => {
    const id = newId()
    const directory = directoryOf(id)
    directory.hears('192.0.2.7', 1)
    directory.hears('192.0.2.8', 2)
    const meet = async (host: string) => {
      if (host === '192.0.2.7') throw refused(host)
      return host
    }
    const met = dialTarget(id, { directory, clock: testClock, lookAround: () => undefined, meet }, never)
    await expect(met).resolves.toBe('192.0.2.8')
  })

  it('that is never heard of is given up in the end, and says so', async () => {
    const id = newId()
    let nowMs = 0
    const clock = { ...testClock, nowMs: () => nowMs, sleep: async (ms: number) => void (nowMs += ms) }
    const surroundings = { directory: directoryOf(id), clock, lookAround: () => undefined }
    const meet = async () => 'nobody'
    await expect(dialTarget(id, { ...surroundings, meet }, never)).rejects.toMatchObject({
      code: 'peer-unreachable'
    })
    expect(nowMs).toBe(20_000)
  })

  it('is waited for no longer when the pairing is over', async () => {
    const id = newId()
    const over = new AbortController()
    const directory = directoryOf(id)
    const surroundings = { directory, clock: testClock, lookAround: () => undefined }
    const met = dialTarget(id, { ...surroundings, meet: async () => 'nobody' }, over.signal)
    setTimeout(() => over.abort(), 30)
    await expect(met).rejects.toMatchObject({ code: 'interrupted' })
    expect(directory.listening()).toBe(0)
  })
})

describe('an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', 7490],
    ['192.0.2.7:80', '192.0.2.7', 80],
    ['192.0.2.7:443', '192.0.2.7', 443],
    ['2001:db8::443', '2001:db8::443', 7490],
    ['[2001:db8::1]:443', '2001:db8::1', 443],
    ['[2001:db8::1]', '2001:db8::1', 7490],
    ['box.local', 'box.local', 7490]
  ])('%s is read as host and port', (text, host, port) => {
    expect(typedAddress(text)).toEqual({ host, port })
  })

  it.each(['', 'a b', 'box:99999'])('%j is none', (text) => {
    expect(() => typedAddress(text)).toThrow(expect.objectContaining({ code: 'option-invalid' }))
  })
})
