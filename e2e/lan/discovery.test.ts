/**
 * Shoals on real LANs find each other: at once, on every network card, on one that is plugged in later, beside another
 * DNS-SD implementation, and whatever nonsense others say.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { titled } from './titled.ts'
import type { HeardPeer, LinkReport } from '../../src-main/peers/discovery/discovery.ts'
import { makeHost, makeLan, noLansBecause, type Host, type Lan } from './discovery-lab.ts'

const whyNot = noLansBecause()

const idOf = (letter: string): string => Array<string>(8).fill(letter.repeat(7)).join('-')
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const host = async (): Promise<Host> => {
  const made = await makeHost()
  ends.push(() => made.close())
  return made
}
const lan = async (): Promise<Lan> => {
  const made = await makeLan()
  ends.push(() => made.close())
  return made
}

type Line =
  | { event: 'started' | 'closed' }
  | ({ event: 'heard'; afterMs: number } & HeardPeer)
  | { event: 'gone'; afterMs: number; id: string }
  | { event: 'links'; links: readonly LinkReport[]; residentBytes: number }
type LineOf<Event extends Line['event']> = Extract<Line, { event: Event }>

interface Shoal {
  tell(command: 'links' | 'query' | 'close'): void
  /** The first line from `from` on that fits; waits for it. */
  line<Event extends Line['event']>(
    event: Event,
    fits?: (line: LineOf<Event>) => boolean
  ): Promise<LineOf<Event>>
  /** All that it said and nobody has read. */
  rest(): readonly Line[]
  end(): Promise<void>
}

async function shoal(
  on: Host,
  letter: string,
  port: number | null,
  only: readonly string[] | null = null
): Promise<Shoal> {
  const script = path.join(import.meta.dirname, 'discovery-process.ts')
  const options = JSON.stringify({ id: idOf(letter), port, only })
  const child = start(on, process.execPath, script, options)
  const lines: Line[] = []
  let wake = (): void => undefined
  createInterface(child.stdout).on('line', (text) => {
    lines.push(JSON.parse(text) as Line)
    wake()
  })
  const made: Shoal = {
    tell: (command) => void child.stdin.write(`${command}\n`),
    async line(event, fits = () => true) {
      for (;;) {
        const at = lines.findIndex((line) => line.event === event && fits(line as LineOf<typeof event>))
        if (at >= 0) return lines.splice(at, 1)[0] as LineOf<typeof event>
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
    rest: () => lines,
    async end() {
      made.tell('close')
      await made.line('closed')
    }
  }
  await made.line('started')
  return made
}

function start(on: Host, ...command: readonly [string, ...string[]]): ChildProcessWithoutNullStreams {
  const [program, ...args] = on.inside(...command)
  const child = spawn(program, args)
  child.stderr.resume()
  ends.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  })
  return child
}

const hosts = ({ addresses }: HeardPeer): string[] =>
  addresses.map((each) => `${each.interface} ${each.host}`)

describe.skipIf(whyNot !== null)(titled('on a LAN', whyNot), () => {
  it('one that only looks finds one that is there, soon', async () => {
    const [wire, a, b] = [await lan(), await host(), await host()]
    await wire.plug(a, { name: 'eth0', address: '10.91.0.1/24' })
    await wire.plug(b, { name: 'eth0', address: '10.91.0.2/24' })
    await shoal(a, 'A', 4001)
    // Time to have claimed its name.
    await new Promise((resolve) => setTimeout(resolve, 500))
    const looking = await shoal(b, 'B', null)
    const found = await looking.line('heard')
    expect(found).toMatchObject({
      ...{ id: idOf('A'), version: '0.1.0', capabilities: ['contribute'] },
      addresses: [{ host: '10.91.0.1', port: 4001, from: 'discovered', interface: 'eth0' }]
    })
    expect(found.afterMs).toBeLessThan(2000)
  })

  it('two that start at the same time find each other soon', async () => {
    const [wire, a, b] = [await lan(), await host(), await host()]
    await wire.plug(a, { name: 'eth0', address: '10.91.0.1/24' })
    await wire.plug(b, { name: 'eth0', address: '10.91.0.2/24' })
    const both = await Promise.all([shoal(a, 'A', 4001), shoal(b, 'B', 4002)])
    for (const each of both) expect((await each.line('heard')).afterMs).toBeLessThan(3000)
  })

  it('a goodbye is heard at once', async () => {
    const [wire, a, b] = [await lan(), await host(), await host()]
    await wire.plug(a, { name: 'eth0', address: '10.91.0.1/24' })
    await wire.plug(b, { name: 'eth0', address: '10.91.0.2/24' })
    const leaving = await shoal(a, 'A', 4001)
    const staying = await shoal(b, 'B', null)
    await staying.line('heard')
    const askedAtMs = performance.now()
    await leaving.end()
    expect((await staying.line('gone')).id).toBe(idOf('A'))
    expect(performance.now() - askedAtMs).toBeLessThan(5000)
  })

  it('IPv6 alone is enough', async () => {
    const [wire, a, b] = [await lan(), await host(), await host()]
    await wire.plug(a, { name: 'eth0', address: 'fd91::1/64' })
    await wire.plug(b, { name: 'eth0', address: 'fd91::2/64' })
    await shoal(a, 'A', 4001)
    const looking = await shoal(b, 'B', null)
    expect(hosts(await looking.line('heard'))).toEqual(['eth0 fd91::1'])
  })

  it('two machines with two cards each hear each other on both, each card by its own address', async () => {
    const [first, second, a, b] = [await lan(), await lan(), await host(), await host()]
    await first.plug(a, { name: 'eth0', address: '10.91.0.1/24' })
    await first.plug(b, { name: 'eth0', address: '10.91.0.2/24' })
    await second.plug(a, { name: 'eth1', address: '10.92.0.1/24' })
    await second.plug(b, { name: 'eth1', address: '10.92.0.2/24' })
    await shoal(a, 'A', 4001)
    const looking = await shoal(b, 'B', null)
    const found = await looking.line('heard', ({ addresses }) => addresses.length === 2)
    expect(hosts(found)).toEqual(['eth0 10.91.0.1', 'eth1 10.92.0.1'])
  })

  it('an interface that was not asked for is left alone', async () => {
    const [first, second, a, b] = [await lan(), await lan(), await host(), await host()]
    await first.plug(a, { name: 'eth0', address: '10.91.0.1/24' })
    await first.plug(b, { name: 'eth0', address: '10.91.0.2/24' })
    await second.plug(a, { name: 'eth1', address: '10.92.0.1/24' })
    await second.plug(b, { name: 'eth1', address: '10.92.0.2/24' })
    await shoal(a, 'A', 4001)
    const looking = await shoal(b, 'B', null, ['eth1'])
    expect(hosts(await looking.line('heard'))).toEqual(['eth1 10.92.0.1'])
    looking.tell('links')
    expect((await looking.line('links')).links.map((link) => link.interface)).toEqual(['eth1'])
  })

  it('a card that is plugged in later is used, and forgotten when it is pulled', async () => {
    const [first, second, a, b] = [await lan(), await lan(), await host(), await host()]
    await first.plug(a, { name: 'eth0', address: '10.91.0.1/24' })
    await first.plug(b, { name: 'eth0', address: '10.91.0.2/24' })
    await second.plug(a, { name: 'eth1', address: '10.92.0.1/24' })
    await shoal(a, 'A', 4001)
    const looking = await shoal(b, 'B', null)
    await looking.line('heard', ({ addresses }) => addresses.length === 1)
    const pluggedAtMs = performance.now()
    await second.plug(b, { name: 'eth1', address: '10.92.0.2/24' })
    await looking.line('heard', ({ addresses }) => addresses.length === 2)
    expect(performance.now() - pluggedAtMs).toBeLessThan(10_000)
    await b.run('ip', 'link', 'set', 'eth0', 'down')
    const left = await looking.line('heard', ({ addresses }) => addresses.length === 1)
    expect(hosts(left)).toEqual(['eth1 10.92.0.1'])
  })

  it('one id on two machines, or two programs of one name, break nothing', async () => {
    const [wire, a, b, c] = [await lan(), await host(), await host(), await host()]
    await wire.plug(a, { name: 'eth0', address: '10.91.0.1/24' })
    await wire.plug(b, { name: 'eth0', address: '10.91.0.2/24' })
    await wire.plug(c, { name: 'eth0', address: '10.91.0.3/24' })
    await shoal(a, 'A', 4001)
    await shoal(a, 'A', 4002)
    const looking = await shoal(c, 'C', null)
    const found = await looking.line('heard', ({ addresses }) => addresses.length === 2)
    expect(found.addresses.map(({ port }) => port).sort()).toEqual([4001, 4002])
  })
})

describe.skipIf(whyNot !== null)(titled('beside a machine that shouts', whyNot), () => {
  it('others are found all the same, in bounded memory', async () => {
    const [wire, a, b, c] = [await lan(), await host(), await host(), await host()]
    await wire.plug(a, { name: 'eth0', address: '10.91.0.1/24' })
    await wire.plug(b, { name: 'eth0', address: '10.91.0.2/24' })
    await wire.plug(c, { name: 'eth0', address: '10.91.0.3/24' })
    const looking = await shoal(c, 'C', null)
    const shouting = start(b, process.execPath, path.join(import.meta.dirname, 'shouting.ts'), '10.91.0.2')
    await once(shouting.stdout, 'data')
    await shoal(a, 'A', 4001)
    const found = await looking.line('heard', ({ id }) => id === idOf('A'))
    expect(hosts(found)).toEqual(['eth0 10.91.0.1'])
    await new Promise((resolve) => setTimeout(resolve, 3000))
    looking.tell('links')
    const { residentBytes, links } = await looking.line('links')
    expect(links[0]?.heardOthers).toBeGreaterThan(1000)
    // What a stranger makes us say is bounded too: a few packets a second.
    expect(links[0]?.sent).toBeLessThan(60)
    expect(residentBytes).toBeLessThan(200 * 1024 * 1024)
    for (const line of looking.rest()) if (line.event === 'heard') expect(line.id).toMatch(/^A|^S/)
  })
})

describe.skipIf(whyNot !== null)(titled('beside avahi', whyNot), () => {
  /** avahi-daemon with a system bus of its own; resolves when it answers. */
  async function avahiOn(on: Host): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), 'shoal-avahi-'))
    ends.push(() => rm(folder, { recursive: true, force: true }))
    const bus = path.join(folder, 'bus.conf')
    // Debian's rules ask for users and services that a bare namespace has no use for.
    await writeFile(
      bus,
      `<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
       <policy context="default"><allow user="*"/><allow own="*"/><allow send_type="*"/><allow receive_type="*"/>
       <allow send_destination="*"/></policy></busconfig>`
    )
    const daemon = path.join(folder, 'avahi.conf')
    await writeFile(daemon, '[server]\nhost-name=other\nuse-ipv6=no\nratelimit-burst=100000\n[rlimits]\n')
    await on.run('mkdir', '-p', '/run/dbus')
    start(on, 'dbus-daemon', '--nofork', `--config-file=${bus}`)
    await until(() => on.run('test', '-S', '/run/dbus/system_bus_socket'))
    start(on, 'avahi-daemon', '--no-drop-root', '--no-chroot', '--no-rlimits', '-f', daemon)
    await until(() => on.run('avahi-browse', '-rpt', '_nothing._tcp'))
  }

  it('our service is seen by avahi-browse with its place, text and address', async () => {
    const [wire, a, b] = [await lan(), await host(), await host()]
    await wire.plug(a, { name: 'eth0', address: '10.91.0.1/24' })
    await wire.plug(b, { name: 'eth0', address: '10.91.0.2/24' })
    await avahiOn(b)
    const ours = await shoal(a, 'A', 4001)
    // Without waiting for its announcement: avahi asks.
    const seen = await until(async () => {
      const text = await b.run('avahi-browse', '-rpt', '_shoal._tcp')
      if (!text.includes('\n=') && !text.startsWith('=')) throw new Error(`not yet: ${text}`)
      return text
    })
    expect(seen).toMatch(/^=;eth0;IPv4;AAAAAAA;_shoal\._tcp;local;shoal-aaaaaaa\.local;10\.91\.0\.1;4001;/m)
    expect(seen).toContain(`"id=${idOf('A')}"`)
    const ofAllTypes = await b.run('avahi-browse', '-apt')
    expect(ofAllTypes).toContain('_shoal._tcp')
    await ours.end()
    await until(async () => {
      if ((await b.run('avahi-browse', '-rpt', '_shoal._tcp')) !== '') throw new Error('still there')
    })
  })

  it('hostile services of avahi break nothing and hide nobody', async () => {
    const [wire, a, b, c] = [await lan(), await host(), await host(), await host()]
    await wire.plug(a, { name: 'eth0', address: '10.91.0.1/24' })
    await wire.plug(b, { name: 'eth0', address: '10.91.0.2/24' })
    await wire.plug(c, { name: 'eth0', address: '10.91.0.3/24' })
    await avahiOn(b)
    const publish = (name: string, port: string, ...texts: string[]): void =>
      void start(b, 'avahi-publish', '-s', name, '_shoal._tcp', port, ...texts)
    publish('binary', '1', '\u00ff\u00fe\u0001=\u0002', `id=${'\u0007'.repeat(40)}`)
    publish('long', '2', ...Array<string>(5).fill(`x=${'y'.repeat(253)}`), `id=${idOf('D')}`)
    publish('<script>alert(1)</script>', '3', `id=${idOf('E')}`, 'v=<img src=x onerror=alert(1)>')
    publish('script', '3', `id=${idOf('E')}`, 'v=<b>x</b>\u001b[31m', 'cap=<script>,contribute')
    publish('wrong id', '4', 'id=../../etc/passwd')
    publish('no text', '5')
    publish('port', '0', `id=${idOf('F')}`)
    publish('many', '6', ...Array.from({ length: 100 }, (_, at) => `k${at}=v`), `id=${idOf('G')}`)
    // All at once: avahi itself is the limit of how many.
    for (let at = 0; at < 60; at++) publish(`crowd ${at}`, '7', 'id=nobody')
    await until(async () => {
      const seen = await b.run('avahi-browse', '-pt', '_shoal._tcp')
      if (seen.split('\n').length < 60) throw new Error('not all are published yet')
    })
    const looking = await shoal(c, 'C', null)
    await shoal(a, 'A', 4001)
    const found = await looking.line('heard', ({ id }) => id === idOf('A'))
    expect(found.addresses).toHaveLength(1)
    looking.tell('links')
    const { residentBytes } = await looking.line('links')
    expect(residentBytes).toBeLessThan(160 * 1024 * 1024)
    looking.tell('close')
    await looking.line('closed')
    for (const line of looking.rest())
      if (line.event === 'heard') expect([idOf('A'), idOf('E')]).toContain(line.id)
  })

  async function until<T>(works: () => Promise<T>): Promise<T> {
    const endAtMs = performance.now() + 15_000
    for (;;) {
      try {
        return await works()
      } catch (thrown) {
        if (performance.now() > endAtMs) throw thrown
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }
})
