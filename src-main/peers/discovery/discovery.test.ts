/** How discovery behaves on wires that a test holds in its hand. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { testClock } from './clock.fixture.ts'
import { createDiscovery, type Discovery, type HeardPeer } from './discovery.ts'
import { heldInterfaces, idOf, nic, readId } from './interfaces.fixture.ts'
import type { LinkListener, OpenLink, OutgoingPacket } from './multicast-link.ts'

/** Everybody on it hears everything, as multicast has it; what was said is kept. */
function makeWire(): {
  open: OpenLink
  said: OutgoingPacket[]
  openLinks(): number
  hurl(packet: OutgoingPacket, address: string, port?: number): void
} {
  const listeners = new Set<LinkListener>()
  const said: OutgoingPacket[] = []
  const deliver = (packet: OutgoingPacket, address: string, port: number): void => {
    const heard = { id: 0, questions: [], answers: [], authorities: [], additionals: [], ...packet }
    for (const listener of [...listeners]) queueMicrotask(() => listener.packet(heard, { address, port }))
  }
  return {
    said,
    openLinks: () => listeners.size,
    hurl: (packet, address, port = 5353) => deliver(packet, address, port),
    open(on, _, hears) {
      listeners.add(hears)
      return {
        send(packet, to) {
          said.push(packet)
          if (to === undefined) deliver(packet, on.addresses[0]?.address ?? '', 5353)
        },
        close() {
          listeners.delete(hears)
          return Promise.resolve()
        }
      }
    }
  }
}

const running: Discovery[] = []
afterEach(async () => {
  for (const each of running.splice(0)) await each.close()
})
function shoal(
  wire: ReturnType<typeof makeWire>,
  letter: string,
  host: number,
  port: number | null = 4000
): Discovery & { interfaces: ReturnType<typeof heldInterfaces>; found: HeardPeer[]; gone: string[] } {
  const interfaces = heldInterfaces([nic('eth0', 'wired', [`10.0.0.${host}/24`])])
  const discovery = createDiscovery({
    ...{ interfaces, clock: testClock, id: idOf(letter), readId, openLink: wire.open },
    advertise: port === null ? null : { port, version: '1', capabilities: [] }
  })
  running.push(discovery)
  const found: HeardPeer[] = []
  const gone: string[] = []
  discovery.onHeard((heard) => found.push(heard))
  discovery.onGone((id) => gone.push(id))
  discovery.start()
  return { ...discovery, interfaces, found, gone }
}
const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const until = (holds: () => boolean): Promise<void> => vi.waitFor(() => expect(holds()).toBe(true), 10_000)
const names = (said: readonly OutgoingPacket[]): readonly string[] => [
  ...new Set(
    said.flatMap(({ answers = [] }) =>
      answers.flatMap((record) => (record.type === 'SRV' ? [record.name] : []))
    )
  )
]

describe('discovery', () => {
  it('hears of others and never of itself', async () => {
    const wire = makeWire()
    const a = shoal(wire, 'A', 1)
    const b = shoal(wire, 'B', 2)
    await pass(400)
    expect(a.heard().map(({ id }) => id)).toEqual([idOf('B')])
    expect(b.heard().map(({ id }) => id)).toEqual([idOf('A')])
  })

  it('that only looks says nothing of itself', async () => {
    const wire = makeWire()
    shoal(wire, 'A', 1, null)
    await pass(400)
    expect(wire.said.length).toBeGreaterThan(0)
    expect(
      wire.said.every(({ type, authorities = [] }) => type === 'query' && authorities.length === 0)
    ).toBe(true)
  })

  it('can be found from when it is told to be, says goodbye when it is not to be, and can be found again', async () => {
    const wire = makeWire()
    const a = shoal(wire, 'A', 1, null)
    const b = shoal(wire, 'B', 2, null)
    await pass(400)
    for (const port of [4000, 4001]) {
      a.advertise({ port, version: '1', capabilities: [] })
      await expect.poll(() => b.found.at(-1)?.addresses.map((address) => address.port)).toEqual([port])
      a.advertise(null)
      await expect.poll(() => b.heard()).toEqual([])
    }
    expect(b.gone).toEqual([idOf('A'), idOf('A')])
    wire.said.length = 0
    b.query()
    await pass(400)
    expect(wire.said.every(({ type }) => type === 'query')).toBe(true)
  })

  it('takes another name when its own is taken, once', async () => {
    const wire = makeWire()
    // The same first group, another key: one in thirty thousand million, or malice.
    const twin = `AAAAAAA-${idOf('C').slice(8)}`
    shoal(wire, 'A', 1)
    await pass(300)
    const late = createDiscovery({
      interfaces: heldInterfaces([nic('eth0', 'wired', ['10.0.0.2/24'])]),
      ...{ clock: testClock, id: twin, readId, openLink: wire.open },
      advertise: { port: 4001, version: '1', capabilities: [] }
    })
    running.push(late)
    late.start()
    await pass(800)
    expect(names(wire.said)).toEqual(['AAAAAAA._shoal._tcp.local', 'AAAAAAA-CCCCCCC._shoal._tcp.local'])
  })

  it('is not driven to say more than a few packets a second, however often it is asked', async () => {
    const wire = makeWire()
    shoal(wire, 'A', 1)
    await pass(400)
    wire.said.length = 0
    const beganMs = performance.now()
    for (let times = 0; times < 500; times++) {
      wire.hurl({ type: 'query', questions: [{ name: '_shoal._tcp.local', type: 'PTR' }] }, '10.0.0.66')
      if (times % 50 === 0) await pass(50)
    }
    await pass(300)
    const seconds = (performance.now() - beganMs) / 1000
    const responses = wire.said.filter(({ type }) => type === 'response').length
    expect(responses).toBeLessThanOrEqual(2 + 5 * seconds)
  })

  it('does not listen to other subnets, nor to answers from other ports', async () => {
    const wire = makeWire()
    const a = shoal(wire, 'A', 1, null)
    const answers: OutgoingPacket['answers'] = []
    shoal(wire, 'B', 2)
    await pass(300)
    answers.push(...(wire.said.find(({ type }) => type === 'response')?.answers ?? []))
    expect(a.heard()).toHaveLength(1)
    const c = shoal(makeWire(), 'C', 3, null)
    const lonely = makeWire()
    const d = shoal(lonely, 'D', 4, null)
    lonely.hurl({ type: 'response', answers }, '192.0.2.7')
    lonely.hurl({ type: 'response', answers }, '10.0.0.2', 40_000)
    await pass(50)
    expect([c.heard(), d.heard()]).toEqual([[], []])
    lonely.hurl({ type: 'response', answers }, '10.0.0.2')
    await pass(50)
    expect(d.heard()).toHaveLength(1)
  })

  it('forgets who was heard on an interface that goes, and opens everything anew after a sleep', async () => {
    const wire = makeWire()
    const a = shoal(wire, 'A', 1, null)
    shoal(wire, 'B', 2)
    await pass(300)
    expect(wire.openLinks()).toBe(2)
    const before = wire.said.length
    a.interfaces.become(a.interfaces.up(), 'woke')
    expect(wire.openLinks()).toBe(2)
    expect(wire.said.length).toBeGreaterThan(before)
    expect(a.heard()).toHaveLength(1)
    a.interfaces.become([])
    await pass(100)
    expect([wire.openLinks(), a.heard(), a.gone]).toEqual([1, [], [idOf('B')]])
  })

  it('says goodbye where it is not to be met any more, and is still known by another way to the same wire', async () => {
    const wire = makeWire()
    const a = shoal(wire, 'A', 1, null)
    const b = shoal(wire, 'B', 2)
    const [cable] = b.interfaces.up()
    const radio = nic('wlan0', 'wireless', ['10.0.0.3/24'])
    b.interfaces.become([cable!, radio])
    await until(() => a.heard().length === 1)
    const before = wire.said.length
    b.interfaces.become([cable!], 'changed', [radio])
    const said = wire.said.slice(before).flatMap(({ answers = [] }) => answers.slice(0, 1))
    expect(said.map((answer) => 'ttl' in answer && (answer.ttl ?? 0) > 0)).toEqual([false, true])
    await pass(100)
    expect(a.heard()).toHaveLength(1)
    b.interfaces.become([], 'changed', [cable!, radio])
    await until(() => a.heard().length === 0)
  })

  it('says goodbye', async () => {
    const wire = makeWire()
    const a = shoal(wire, 'A', 1, null)
    const b = shoal(wire, 'B', 2)
    await pass(300)
    await b.close()
    await pass(100)
    expect(a.gone).toEqual([idOf('B')])
  })

  it('counts what multicast did, for the self-test', async () => {
    const wire = makeWire()
    const a = shoal(wire, 'A', 1, null)
    shoal(wire, 'B', 2)
    await pass(400)
    const [link] = a.links()
    expect(link).toMatchObject({ interface: 'eth0', family: 4, problem: null })
    expect(link?.sent).toBeGreaterThanOrEqual(3)
    expect(link?.heardOwn).toBe(link?.sent)
    expect(link?.heardOthers).toBeGreaterThan(0)
  })
})
