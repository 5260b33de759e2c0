/** What can be typed after each command about peers, and how it is refused. */
import { expect, test } from 'vitest'
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import { parseCommandLine, type CommandLine } from '../command-line.ts'

const parsed = (...words: string[]): CommandLine => parseCommandLine(words, '/here')

function refusal(...words: string[]): string {
  try {
    parsed(...words)
  } catch (thrown) {
    if (thrown instanceof ShoalError && thrown.code === 'option-invalid') return thrown.message
    throw thrown
  }
  throw new Error('it was accepted')
}

const common = { stateDirectory: null, json: false }
const meeting = { port: null, interfaces: null, groupKeyFile: null, name: null }
const uri = 'http://host/file.bin'

test('a bare command asks for nothing special', () => {
  expect(parsed('peer')).toEqual({ kind: 'peer', peer: { ...common, meeting, policy: {}, share: false } })
  expect(parsed('peers')).toEqual({
    kind: 'peers',
    peers: { ...common, interfaces: null, action: { kind: 'list', test: false } }
  })
  expect(parsed('pair')).toMatchObject({
    kind: 'pair',
    pair: { ...common, meeting, target: null, yes: false }
  })
  expect(parsed('serve')).toEqual({ kind: 'serve', serve: { ...common, port: 0 } })
  expect(parsed('status', '--json')).toEqual({ kind: 'status', status: { ...common, json: true } })
  expect(parsed('policy')).toEqual({ kind: 'policy', policy: { ...common, change: null } })
  expect(parsed('cache')).toEqual({ kind: 'cache', cache: { ...common, action: 'show' } })
})

test('each command has a help of its own, and none needs the rest to be right', () => {
  for (const name of ['get', 'peer', 'peers', 'pair', 'unpair', 'serve', 'status', 'policy', 'cache']) {
    const help = parsed(name, '--help')
    expect(help).toMatchObject({
      kind: 'help',
      text: expect.stringMatching(`^Usage: shoal ${name}`) as string
    })
    if (help.kind === 'help')
      for (const line of help.text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120)
    expect(parsed('-V', name).kind).toBe('version')
  }
  expect(parsed('--help')).toMatchObject({ text: expect.stringMatching('^Usage: shoal COMMAND') as string })
})

test('get: who may help', () => {
  const peers = (...words: string[]): unknown => {
    const line = parsed('get', uri, ...words)
    return line.kind === 'get' ? line.get.peers : line.kind
  }
  expect(peers('--no-peers')).toBeNull()
  expect(
    peers('--interface', 'eth0', '--interface=wlan0', '--group-key-file', 'k', '--name', 'Büro', '--share')
  ).toEqual({ interfaces: ['eth0', 'wlan0'], groupKeyFile: '/here/k', name: 'Büro', share: true })
  expect(refusal('get', uri, '--no-peers', '--share')).toMatch('--no-peers: expected without --share')
  expect(refusal('get', uri, '--port', '1')).toMatch('--port: not an option of "shoal get"')
})

test('peer: where it listens, what it may fetch and send', () => {
  expect(
    parsed(
      ...['peer', '--port', '0', '--upload-limit', '5M', '--allow-private', '10.0.0.0/8'],
      ...['--allow-private=fd00::/8', '--name', 'Attic', '--state-dir', 's', '--share']
    )
  ).toEqual({
    kind: 'peer',
    peer: {
      json: false,
      stateDirectory: '/here/s',
      meeting: { ...meeting, port: 0, name: 'Attic' },
      policy: { uploadLimitBytesPerSecond: 5 * 1024 * 1024, allowPrivate: ['10.0.0.0/8', 'fd00::/8'] },
      share: true
    }
  })
  expect(parsed('peer', '--upload-limit', 'none')).toMatchObject({
    peer: { policy: { uploadLimitBytesPerSecond: null } }
  })
})

test.each([
  [['--port', '65536'], '--port: expected a whole number from 0 to 65535, received "65536"'],
  [['--port', 'http'], 'received "http"'],
  [['--upload-limit', '5Mb'], '--upload-limit: expected bytes (B), not bits (b), or "none", received "5Mb"'],
  [['--allow-private', '10.0.0.1'], '--allow-private: expected a network such as 192.168.0.0/16 or fd00::/8'],
  [['--allow-private', '0x0a000000/8'], 'received "0x0a000000/8"'],
  [['--name', 'x'.repeat(65)], '--name: expected at most 64 characters'],
  [['--name', 'a\u202eb'], '--name: expected printable characters alone'],
  [['--interface='], '--interface: expected a value'],
  [['http://host/'], 'peer: expected options alone, received "http://host/"'],
  [['--name', 'a', '--name', 'b'], '--name: given twice'],
  [['--share=yes'], 'takes no value']
])('peer %j is refused, naming option and value', (words, reason) => {
  expect(refusal('peer', ...words)).toContain(reason)
})

test.each([
  ['192.0.2.1', '192.0.2.1', 7490],
  ['192.0.2.1:99', '192.0.2.1', 99],
  ['attic.local', 'attic.local', 7490],
  ['attic.local:1', 'attic.local', 1],
  ['2001:db8::1', '2001:db8::1', 7490],
  ['[2001:db8::1]', '2001:db8::1', 7490],
  ['[fe80::1%eth0]:99', 'fe80::1%eth0', 99]
])('peers add %s', (text, host, port) => {
  expect(parsed('peers', 'add', text)).toMatchObject({ peers: { action: { kind: 'add', host, port } } })
})

test.each([
  [['--ask', 'no'], { asks: false }],
  [['--contribute=yes'], { contributes: true }],
  [['--ask', 'yes', '--contribute', 'no'], { asks: true, contributes: false }]
])('peers agree %j', (words, terms) => {
  const action = { kind: 'agree', peer: 'Attic', terms }
  expect(parsed('peers', 'agree', 'Attic', ...words)).toMatchObject({ peers: { action } })
})

test.each([
  [['peers', 'add'], 'ADDRESS: expected one after "add"'],
  [['peers', 'add', 'a', 'b'], 'received also "b"'],
  [['peers', 'add', 'http://a/'], 'received "http://a/"'],
  [['peers', 'add', 'a:0'], 'from 1 to 65535, received "0"'],
  [['peers', 'add', '[a'], 'received "[a"'],
  [['peers', 'add', 'a\u001b'], 'ADDRESS: expected an IP address or a name'],
  [['peers', 'add', 'a', '--test'], '--test: expected without "add"'],
  [['peers', 'forgive'], 'ID: expected one after "forgive"'],
  [['peers', 'agree'], 'ID: expected one after "agree"'],
  [['peers', 'agree', 'x'], 'expected --ask, --contribute or both, received neither'],
  [['peers', 'agree', 'x', '--ask', 'perhaps'], '--ask: expected yes or no, received "perhaps"'],
  [['peers', 'forgive', 'x', '--ask', 'no'], '--ask: expected with "agree" alone'],
  [['peers', '--contribute', 'no'], '--contribute: expected with "agree" alone'],
  [['peers', 'forget', 'x'], 'expected "add", "forgive", "agree" or nothing, received "forget"'],
  [['pair', 'a', 'b'], 'ID: expected one, received also "b"'],
  [['unpair'], 'ID: expected one after "unpair"'],
  [['unpair', 'a', 'b'], 'received also "b"'],
  [['status', 'all'], 'received "all"'],
  [['cache', 'purge'], 'cache: expected "clear" or nothing, received "purge"'],
  [['cache', 'clear', 'all'], 'received "all"']
])('%j is refused', (words, reason) => expect(refusal(...words)).toContain(reason))

test.each([
  [['allow-private', '10.0.0.0/8', 'fd00::/8'], { allowPrivate: ['10.0.0.0/8', 'fd00::/8'] }],
  [['allow-private', 'none'], { allowPrivate: [] }],
  [['upload-limit', '1M'], { uploadLimitBytesPerSecond: 1024 * 1024 }],
  [['upload-limit', 'none'], { uploadLimitBytesPerSecond: null }],
  [['bytes-per-day', '5GB'], { bytesPerDay: 5e9 }],
  [['bytes-per-day', 'none'], { bytesPerDay: null }],
  [['contributions', '0'], { mostContributions: 0 }],
  [['hours', 'none'], { hours: [] }],
  [['metered', 'contribute'], { onMeteredLink: 'contribute' }],
  [['battery', 'pause'], { onBattery: 'pause' }],
  [['share', 'yes'], { shareFinished: true }],
  [['cache', '20G'], { cacheBytes: 20 * 1024 ** 3 }]
])('policy %j', (words, change) => {
  expect(parsed('policy', ...words)).toMatchObject({ policy: { change } })
})

test.each([
  [['everything', 'yes'], 'policy: expected one of allow-private, upload-limit'],
  [['share'], 'share: expected yes|no, received nothing'],
  [['share', 'maybe'], 'share: expected yes or no, received "maybe"'],
  [['share', 'yes', 'no'], 'received also "no"'],
  [['contributions', '65'], 'from 0 to 64, received "65"'],
  [['cache', 'none'], 'cache: expected bytes such as 500M, 10G or 4GiB, received "none"'],
  [['battery', 'yes'], 'expected contribute or pause, received "yes"'],
  [['toString', 'x'], 'received "toString"']
])('policy %j is refused', (words, reason) => expect(refusal('policy', ...words)).toContain(reason))

test('a command named like a part of every object is none', () =>
  expect(refusal('constructor')).toContain('received "constructor"'))
