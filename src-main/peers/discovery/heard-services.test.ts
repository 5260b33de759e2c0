/** What is kept of what was heard, for how long, and how little of what is hostile. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heardServices, type HeardServices } from './heard-services.ts'
import { idOf, nic, readId } from './interfaces.fixture.ts'
import type { Answer } from './multicast-link.ts'
import { announcement, goodbye, SERVICE_TYPE, type OwnService } from './own-service.ts'

const lan = nic('eth0', 'wired', ['10.0.0.9/24'])
const service = (letter: string, address = '10.0.0.1'): OwnService => ({
  instance: letter.repeat(7),
  text: { id: idOf(letter), version: '1', capabilities: ['contribute'] },
  port: 4000,
  addresses: [{ family: 4, address }]
})
const recordsOf = (own: OwnService): Answer[] => announcement(own).answers ?? []

function listening(): HeardServices & { pass(seconds: number): void } {
  let nowMs = 0
  return {
    ...heardServices(lan, () => nowMs, readId),
    pass: (seconds) => void (nowMs += seconds * 1000)
  }
}

describe('services heard on an interface', () => {
  it('are known when place, text and address are', () => {
    const heard = listening()
    const [pointer, place, text, address] = recordsOf(service('A')) as [Answer, Answer, Answer, Answer]
    heard.hear([pointer], '10.0.0.1')
    expect(heard.questions().map(({ type }) => type)).toEqual(['SRV', 'TXT'])
    heard.hear([place, text], '10.0.0.1')
    expect(heard.services()).toEqual([])
    expect(heard.questions().map(({ type }) => type)).toEqual(['A', 'AAAA'])
    heard.hear([address], '10.0.0.1')
    expect(heard.services()).toEqual([
      { ...service('A').text, port: 4000, addresses: [{ host: '10.0.0.1', judged: 'local' }] }
    ])
    expect(heard.questions()).toEqual([])
  })
  it('are asked for again before their time is over, and end with it', () => {
    const heard = listening()
    heard.hear(recordsOf(service('A')), '10.0.0.1')
    heard.pass(95)
    expect(heard.questions()).toEqual([])
    heard.pass(2)
    expect(heard.questions()[0]).toEqual({ name: `AAAAAAA.${SERVICE_TYPE}`, type: 'SRV' })
    expect(heard.questions()).toEqual([])
    heard.pass(24)
    heard.expire()
    expect(heard.services()).toEqual([])
  })
  it('live on when they are heard again', () => {
    const heard = listening()
    heard.hear(recordsOf(service('A')), '10.0.0.1')
    heard.pass(100)
    heard.hear(recordsOf(service('A')), '10.0.0.1')
    heard.pass(100)
    heard.expire()
    expect(heard.services()).toHaveLength(1)
  })
  it('end with a goodbye', () => {
    const heard = listening()
    heard.hear(recordsOf(service('A')), '10.0.0.1')
    heard.hear(goodbye(service('A')).answers ?? [], '10.0.0.1')
    expect(heard.services()).toEqual([])
  })
  it('are moved by a new address that flushes the old', () => {
    const heard = listening()
    heard.hear(recordsOf(service('A')), '10.0.0.1')
    heard.pass(5)
    heard.hear(recordsOf(service('A', '10.0.0.2')), '10.0.0.2')
    expect(heard.services()[0]?.addresses).toEqual([{ host: '10.0.0.2', judged: 'local' }])
  })
  it('are told to others as known, unless they are about to end', () => {
    const heard = listening()
    heard.hear(recordsOf(service('A')), '10.0.0.1')
    expect(heard.knownAnswers()).toMatchObject([{ type: 'PTR', data: `AAAAAAA.${SERVICE_TYPE}` }])
    heard.pass(2300)
    expect(heard.knownAnswers()).toEqual([])
  })
})

describe('hostile records', () => {
  const pointerTo = (label: string): Answer => ({
    ...{ name: SERVICE_TYPE, type: 'PTR', ttl: 4500 },
    data: `${label}.${SERVICE_TYPE}`
  })
  const place = (port: number, target = 'host.local'): Answer => ({
    ...{ name: `EVIL.${SERVICE_TYPE}`, type: 'SRV', ttl: 120 },
    data: { port, target, priority: 0, weight: 0 }
  })
  it('of one sender take no more than their share', () => {
    const heard = listening()
    for (let at = 0; at < 10_000; at++) heard.hear([pointerTo(`FAKE${at}`)], '10.0.0.66')
    heard.hear(recordsOf(service('A')), '10.0.0.1')
    expect(heard.services()).toHaveLength(1)
    let asked = 0
    for (let times = 0; times < 100; times++) asked += heard.questions().length
    expect(asked).toBeLessThanOrEqual(32 * 2 * 4)
  })
  it('of ten thousand senders push out the oldest and stay bounded', () => {
    const heard = listening()
    for (let at = 0; at < 2000; at++) {
      const address = `10.0.0.${(at % 250) + 1}`
      const own = { ...service('A', address), instance: `N${at}` }
      heard.pass(0.001)
      heard.hear(recordsOf(own), `10.0.${at >> 8}.${at & 255}`)
    }
    expect(heard.services().length).toBe(512)
  })
  it('give a host no more than eight addresses', () => {
    const heard = listening()
    const addresses = Array.from({ length: 200 }, (_, at) => ({
      family: 4 as const,
      address: `10.0.0.${at + 1}`
    }))
    heard.hear(recordsOf({ ...service('A'), addresses }), '10.0.0.1')
    expect(heard.services()[0]?.addresses).toHaveLength(8)
  })
  it.each([...['127.0.0.1', '224.0.0.251', '8.8.8.8', '0.0.0.0', '10.0.0.255']])(
    'leading to %s lead nowhere',
    (address) => {
      const heard = listening()
      heard.hear(recordsOf(service('A', address)), '10.0.0.1')
      expect(heard.services()).toEqual([])
    }
  )
  it.each([0, 65_536, -1, NaN])('with port %d are no place', (port) => {
    const heard = listening()
    heard.hear([pointerTo('EVIL'), place(port)], '10.0.0.1')
    expect(heard.questions().map(({ type }) => type)).toContain('SRV')
  })
  it.each(['../../etc', 'a b', '', 'x'.repeat(300), '<script>', 'a..b'])(
    'with host %j are no place',
    (target) => {
      const heard = listening()
      heard.hear([pointerTo('EVIL'), place(4000, target)], '10.0.0.1')
      expect(heard.questions().map(({ type }) => type)).toContain('SRV')
    }
  )
  it.each(['<script>', 'x'.repeat(64), 'a.b', '\u0000', '\ufffd\ufffd', '../..'])(
    'named %j are not kept',
    (label) => {
      const heard = listening()
      heard.hear([pointerTo(label)], '10.0.0.1')
      expect(heard.questions()).toEqual([])
    }
  )
  it('are not believed for longer than an hour and a quarter', () => {
    const heard = listening()
    heard.hear(
      recordsOf(service('A')).map((record) => ({ ...record, ttl: 2 ** 32 - 1 }) as Answer),
      '10.0.0.1'
    )
    heard.pass(4501)
    heard.expire()
    expect(heard.services()).toEqual([])
  })
  it('never throw, and let nothing through that may not be dialled', () => {
    const name = fc.oneof(
      fc.constantFrom(SERVICE_TYPE, `EVIL.${SERVICE_TYPE}`, `AAAAAAA.${SERVICE_TYPE}`, 'host.local'),
      fc.string()
    )
    const ttl = fc.oneof(fc.constantFrom(0, 1, 120), fc.nat(2 ** 32 - 1))
    const common = { name, ttl, flush: fc.boolean() }
    const record = fc.oneof(
      fc.record({ ...common, type: fc.constant('PTR'), data: name }),
      fc.record({
        ...common,
        type: fc.constant('SRV'),
        data: fc.record({ port: fc.nat(70_000), target: name, priority: fc.nat(9), weight: fc.nat(9) })
      }),
      fc.record({
        ...common,
        type: fc.constant('TXT'),
        data: fc.array(
          fc.oneof(
            fc.constant(Buffer.from(`id=${idOf('A')}`)),
            fc.uint8Array({ maxLength: 255 }).map((bytes) => Buffer.from(bytes))
          ),
          { maxLength: 5 }
        )
      }),
      fc.record({
        ...common,
        type: fc.constantFrom('A', 'AAAA'),
        data: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())
      })
    )
    fc.assert(
      fc.property(fc.array(fc.array(record, { maxLength: 20 }), { maxLength: 20 }), (packets) => {
        const heard = listening()
        for (const packet of packets) {
          heard.hear(packet, '10.0.0.66')
          heard.pass(1)
          heard.expire()
          for (const { port, addresses } of heard.services()) {
            expect(port).toBeGreaterThan(0)
            for (const { host } of addresses)
              expect(host).toMatch(/^(10\.|192\.168\.|172\.|169\.254\.|100\.|f[cd])/)
          }
          expect(heard.questions().length).toBeLessThanOrEqual(30)
        }
      })
    )
  })
})
