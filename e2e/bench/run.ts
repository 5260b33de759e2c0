/**
 * `npm run bench -- NAME [options]`: measures one promise of the design on this machine. Without a name it lists
 * what there is. Each bench prints its own Markdown, so that a result can be pasted as it is.
 */
export interface Bench {
  readonly about: string
  load(): Promise<{ run(words: readonly string[]): Promise<void> }>
}

const benches: Readonly<Record<string, Bench>> = {
  loopback: {
    about:
      'one file from nginx on loopback to memory, beside curl, aria2c and axel (--runs N, --size BYTES, --connections N,N)',
    load: () => import('./loopback.ts')
  },
  memory: {
    about:
      'resident memory while a 10 GB file comes from nginx to a disk (--size BYTES, --connections N, --directory DIR)',
    load: () => import('./memory.ts')
  },
  'main-thread': {
    about: "delay of the desktop main thread's event loop while a transfer runs at full loopback speed",
    load: () => import('./main-thread.ts')
  },
  'desktop-start': {
    about: 'from start to a usable window, beside an empty Electron window (--runs N)',
    load: () => import('./desktop-start.ts')
  },
  'desktop-idle': {
    about: 'processor and memory at rest in the tray, beside an empty Electron window (--minutes N)',
    load: () => import('./desktop-idle.ts')
  },
  window: {
    about:
      'pictures a second and work per picture: 500 ranges moving, 5,000 transfers scrolled (--runs N, --seconds N)',
    load: () => import('./window.ts')
  },
  straggler: {
    about: 'what one slow connection among eight costs, beside aria2c and axel (--runs N, --without NAMES)',
    load: () => import('./straggler.ts')
  },
  limit: {
    about: 'a limit for two transfers, in windows of 5 s: how well it holds and is shared (--seconds N)',
    load: () => import('./limit.ts')
  },
  blackhole: {
    about:
      'one of eight connections vanishes mid-transfer on an emulated link (root; --runs N, --without NAMES)',
    load: () => import('./blackhole.ts')
  },
  ramp: {
    about: 'time until the link is full at 20 and 80 ms, beside its rivals (root; --runs N, --without NAMES)',
    load: () => import('./ramp.ts')
  },
  loss: {
    about: 'rate over a lossy link with 1, 2, 4 and 8 connections (root; --runs N, --without NAMES)',
    load: () => import('./loss.ts')
  },
  kills: {
    about: 'kill -9 at random instants at full speed, resumed to the right file (--kills N)',
    load: () => import('./kills.ts')
  },
  bonding: {
    about:
      'one file over the links of 1, 2, 4 and 8 machines of a LAN, beside curl and aria2c (root; --runs N, --peers N,N, --size BYTES, --wan BITS, --without NAMES)',
    load: () => import('./bonding.ts')
  },
  'lan-faults': {
    about:
      'a peer killed, cut off or slowed half-way: how much later than the ideal a transfer ends (root; --runs N, --peers N, --size BYTES)',
    load: () => import('./lan-faults.ts')
  },
  'lan-rates': {
    about: 'four peers whose links change every 3 s for a minute (root; --seed N, --size BYTES)',
    load: () => import('./lan-rates.ts')
  },
  'lan-unreached': {
    about:
      'a file whose server only the peers can reach (root; --runs N, --peers N, --size BYTES, --wan BITS)',
    load: () => import('./lan-unreached.ts')
  },
  'lan-cache': {
    about: 'a file that another machine of the LAN has already (root; --runs N, --size BYTES, --lan BITS)',
    load: () => import('./lan-cache.ts')
  },
  priming: {
    about: 'first 512 KiB on a cold, a primed, a reserve and an idle connection (root; --runs N)',
    load: () => import('./priming.ts')
  }
}

const [name, ...words] = process.argv.slice(2)
const bench = name === undefined ? undefined : Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench) {
  try {
    await (await bench.load()).run(words)
  } catch (thrown) {
    process.stderr.write(`${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
    process.exitCode = 1
  }
} else {
  if (name !== undefined) process.stderr.write(`There is no bench "${name}".\n`)
  process.stdout.write('Usage: npm run bench -- NAME [options]\n\n')
  for (const [each, { about }] of Object.entries(benches))
    process.stdout.write(`  ${each.padEnd(14)}${about}\n`)
  process.exitCode = name === undefined ? 0 : 2
}
