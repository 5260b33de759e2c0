/** Which way to a peer is used, over real sockets on loopback's many addresses. */
import net from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { PeerAddress } from '../../../src-shared/model/peer.ts'
import { waysTo } from './dial-order.ts'
import { createDialler, type Dial, type Dialler, type Path } from './dialler.ts'
import { heldInterfaces, idOf, nic } from './interfaces.fixture.ts'
import { testClock } from './clock.fixture.ts'

const wired = nic('eth0', 'wired', ['127.0.1.1/24'], 1e9)
const radio = nic('wlan0', 'wireless', ['127.0.2.1/24'])
const tunnel = nic('tun0', 'virtual', ['127.0.3.1/24'])
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Answers every connection with one byte, after `delayMs`. */
async function peerAt(
  host: string,
  delayMs = 0
): Promise<PeerAddress & { callers: string[]; stop(): Promise<void> }> {
  const callers: string[] = []
  const server = net.createServer((socket) => {
    callers.push(socket.remoteAddress ?? '')
    socket.on('error', () => undefined)
    setTimeout(() => socket.end('!'), delayMs)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const stop = async (): Promise<void> => {
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  ends.push(stop)
  const { port } = server.address() as net.AddressInfo
  return { host, port, from: 'discovered', interface: null, callers, stop }
}

const dialled: string[] = []
const dial: Dial = async ({ host, port }, localAddress, signal) => {
  dialled.push(host)
  const startedAtMs = performance.now()
  const socket = net.connect({ host, port, ...(localAddress === null ? {} : { localAddress }) })
  const abandon = (): void => void socket.destroy(new Error('abandoned'))
  signal.addEventListener('abort', abandon)
  try {
    await once(socket, 'data')
    return { rttMs: performance.now() - startedAtMs }
  } finally {
    signal.removeEventListener('abort', abandon)
    socket.destroy()
  }
}

function diallerOver(
  interfaces = heldInterfaces([tunnel, radio, wired]),
  with_: Dial = dial
): Dialler & { interfaces: ReturnType<typeof heldInterfaces> } {
  dialled.length = 0
  const dialler = createDialler({ id: idOf('A'), interfaces, clock: testClock, dial: with_ })
  ends.push(() => dialler.close())
  return { ...dialler, interfaces }
}
const never = new AbortController().signal
const changed = (dialler: Dialler, fits: (path: Path | null) => boolean): Promise<Path | null> =>
  new Promise((resolve) => {
    if (fits(dialler.path())) return resolve(dialler.path())
    const stop = dialler.onChange((path) => {
      if (!fits(path)) return
      stop()
      resolve(path)
    })
  })

describe('the order of dialling', () => {
  const at = (host: string, on: string | null = null): PeerAddress => ({
    ...{ host, port: 1, from: 'discovered', interface: on }
  })
  it('is wired, wireless, routed, virtual', () => {
    const ways = waysTo(
      [at('127.0.3.2'), at('10.1.1.1'), at('127.0.2.2'), at('127.0.1.2')],
      [tunnel, radio, wired]
    )
    expect(ways.map((way) => [way.interface, way.localAddress])).toEqual([
      ['eth0', '127.0.1.1'],
      ['wlan0', '127.0.2.1'],
      [null, null],
      ['tun0', '127.0.3.1']
    ])
  })
  it('has one address once through each card of its subnet, or through the card it was heard on', () => {
    const twin = nic('eth1', 'wired', ['127.0.1.9/24'], 100e6)
    expect(waysTo([at('127.0.1.2')], [twin, wired]).map((way) => way.interface)).toEqual(['eth0', 'eth1'])
    expect(waysTo([at('127.0.1.2', 'eth1')], [twin, wired]).map((way) => way.interface)).toEqual(['eth1'])
  })
  it('has no way through a card that its owner left out, whatever the system would choose', () => {
    expect(waysTo([at('127.0.1.2'), at('10.1.1.1')], [radio], [wired])).toMatchObject([
      { address: { host: '10.1.1.1' }, localAddress: null }
    ])
    const bridge = nic('br0', 'wired', ['127.0.1.7/24'])
    expect(waysTo([at('127.0.1.2')], [bridge], [wired])).toMatchObject([{ interface: 'br0' }])
  })
  it('is bounded', () => {
    const many = Array.from({ length: 300 }, (_, number) => at(`127.0.1.${number % 250}`))
    expect(waysTo(many, [wired])).toHaveLength(16)
  })
})

describe('a peer', () => {
  it('is reached by the better link, from its own address', async () => {
    const [cable, air] = [await peerAt('127.0.1.2'), await peerAt('127.0.2.2')]
    const dialler = diallerOver()
    dialler.offer([air, cable])
    expect(await dialler.reach(never)).toMatchObject({ interface: 'eth0', localAddress: '127.0.1.1' })
    expect(cable.callers).toEqual(['127.0.1.1'])
  })

  it('is reached by another way soon when the best keeps silent, and keeps the better when that answers', async () => {
    const [cable, air] = [await peerAt('127.0.1.2', 2000), await peerAt('127.0.2.2')]
    const dialler = diallerOver()
    dialler.offer([air, cable])
    const startedAtMs = performance.now()
    expect((await dialler.reach(never)).interface).toBe('wlan0')
    expect(performance.now() - startedAtMs).toBeLessThan(1500)
    // Two seconds against about a millisecond: a cable that slow is no better.
    await new Promise((resolve) => setTimeout(resolve, 2200))
    expect(dialler.path()?.interface).toBe('wlan0')
  })

  it('takes the better link that answers a little later', async () => {
    const [cable, air] = [await peerAt('127.0.1.2', 250), await peerAt('127.0.2.2', 90)]
    const dialler = diallerOver()
    dialler.offer([air, cable])
    expect((await dialler.reach(never)).interface).toBe('wlan0')
    expect((await changed(dialler, (path) => path?.interface === 'eth0'))?.rttMs).toBeGreaterThan(240)
  })

  it('is reached by the next way at once when one fails, and by the first again when it works again', async () => {
    const [cable, air] = [await peerAt('127.0.1.2'), await peerAt('127.0.2.2')]
    const dialler = diallerOver()
    dialler.offer([cable, air])
    const path = await dialler.reach(never)
    await cable.stop()
    dialler.failed(path)
    expect((await dialler.reach(never)).interface).toBe('wlan0')
  })

  it('is told to be out of reach when no way works, and tried again until it is there', async () => {
    const gone = await peerAt('127.0.1.2')
    await gone.stop()
    const dialler = diallerOver()
    dialler.offer([gone])
    await expect(dialler.reach(never)).rejects.toMatchObject({ code: 'peer-no-path' })
    const back = net.createServer((socket) => void socket.end('!'))
    back.listen(gone.port, gone.host)
    ends.push(() => back.close())
    expect(await changed(dialler, (path) => path !== null)).toMatchObject({ interface: 'eth0' })
  })

  it('without an address is out of reach at once', async () => {
    await expect(diallerOver().reach(never)).rejects.toMatchObject({ code: 'peer-no-path' })
  })

  it('is measured anew when a better interface comes, and kept when one goes', async () => {
    const [cable, air] = [await peerAt('127.0.1.2'), await peerAt('127.0.2.2', 20)]
    const dialler = diallerOver(heldInterfaces([radio]))
    dialler.offer([air, { ...cable, host: '127.0.1.77' }])
    expect((await dialler.reach(never)).interface).toBe('wlan0')
    dialler.offer([air, cable])
    dialler.interfaces.become([radio, wired])
    await changed(dialler, (path) => path?.interface === 'eth0')
    dialler.interfaces.become([radio])
    expect(dialler.path()?.interface).not.toBe('eth0')
    expect((await changed(dialler, (path) => path?.interface === 'wlan0'))?.interface).toBe('wlan0')
  })

  it('with two cards that look the same is reached by the one that carries more', async () => {
    const twin = nic('eth1', 'wired', ['127.0.4.1/24'], 1e9)
    const [slow, fast] = [await peerAt('127.0.1.2'), await peerAt('127.0.4.2', 30)]
    const dialler = diallerOver(heldInterfaces([wired, twin]))
    dialler.offer([slow, fast])
    const first = await dialler.reach(never)
    expect(first.interface).toBe('eth0')
    await new Promise((resolve) => setTimeout(resolve, 300))
    dialler.carried(first, 1e6)
    const second = dialler.path()
    expect(second?.interface).toBe('eth1')
    dialler.carried(second as Path, 100e6)
    expect(dialler.path()?.interface).toBe('eth1')
    dialler.carried(second as Path, 0.5e6)
    expect(dialler.path()?.interface).toBe('eth0')
  })

  it('with two cards that look the same stays with one that is fast enough', async () => {
    const twin = nic('eth1', 'wired', ['127.0.4.1/24'], 1e9)
    const dialler = diallerOver(heldInterfaces([wired, twin]))
    dialler.offer([await peerAt('127.0.1.2'), await peerAt('127.0.4.2', 1)])
    await dialler.reach(never)
    await new Promise((resolve) => setTimeout(resolve, 150))
    // Whichever answers sooner.
    const first = dialler.path() as Path
    dialler.carried(first, 90e6)
    expect(dialler.path()?.interface).toBe(first.interface)
    dialler.carried(first, 2e6)
    expect(dialler.path()?.interface).not.toBe(first.interface)
  })

  it('does not dial for somebody who has given up', async () => {
    const silent: Dial = (_, __, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('abandoned'))))
    const dialler = diallerOver(undefined, silent)
    dialler.offer([{ host: '127.0.1.2', port: 9, from: 'typed', interface: null }])
    const giving = new AbortController()
    const reaching = dialler.reach(giving.signal)
    giving.abort(new Error('enough'))
    await expect(reaching).rejects.toThrow('enough')
  })

  it('is not dialled before anybody asks', async () => {
    const cable = await peerAt('127.0.1.2')
    const dialler = diallerOver()
    dialler.offer([cable])
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(dialled).toEqual([])
  })
})
