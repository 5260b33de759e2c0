/**
 * One Shoal's discovery as a process of its own, to be run inside a host of a lab: what it hears is told line by line
 * as JSON. Argument: {id, port, only}, with port null for one that only looks. A line on stdin: `links`, `query`,
 * `close`.
 */
import { createInterface } from 'node:readline'
import { createDiscovery } from '../../src-main/peers/discovery/discovery.ts'
import { systemClock } from '../../src-main/platform/system-clock.ts'
import { systemInterfaces } from '../../src-main/platform/network-interfaces.ts'

const { id, port, only } = JSON.parse(process.argv[2] ?? '') as {
  id: string
  port: number | null
  only: readonly string[] | null
}
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
const startedAtMs = performance.now()
const sinceStartMs = (): number => performance.now() - startedAtMs

const discovery = createDiscovery({
  interfaces: systemInterfaces({ clock: systemClock, only }),
  clock: systemClock,
  id,
  advertise: port === null ? null : { port, version: '0.1.0', capabilities: ['contribute'] },
  readId: (text) => (/^[A-Z2-7]{7}(-[A-Z2-7]{7}){7}$/.test(text) ? text : null)
})
discovery.onHeard((heard) => say({ event: 'heard', afterMs: sinceStartMs(), ...heard }))
discovery.onGone((gone) => say({ event: 'gone', afterMs: sinceStartMs(), id: gone }))
discovery.start()
say({ event: 'started' })

for await (const line of createInterface(process.stdin)) {
  if (line === 'links')
    say({ event: 'links', links: discovery.links(), residentBytes: process.memoryUsage().rss })
  if (line === 'query') discovery.query()
  if (line === 'close') break
}
await discovery.close()
say({ event: 'closed' })
