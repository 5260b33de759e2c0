import { expect, test } from 'vitest'
import { ShoalError } from '../../src-shared/errors/problem.ts'
import { parseCommandLine, wantsJson, type GetCommand } from './command-line.ts'

const uri = 'http://host/file.bin'

function parsed(...words: string[]): GetCommand {
  const command = parseCommandLine(words, '/here')
  if (command.kind !== 'get') throw new Error(`expected get, parsed ${command.kind}`)
  return command.get
}

function refusal(...words: string[]): string {
  try {
    parseCommandLine(words, '/here')
  } catch (thrown) {
    if (thrown instanceof ShoalError && thrown.code === 'option-invalid') return thrown.message
    throw thrown
  }
  throw new Error('it was accepted')
}

test('a bare get goes to the current folder under the name the origin gives', () => {
  expect(parsed('get', uri)).toEqual({
    uri,
    mirrors: [],
    metalink: null,
    directory: '/here',
    name: null,
    connections: null,
    caCertificate: null,
    request: null,
    takesOver: false,
    limitBytesPerSecond: undefined,
    checksum: null,
    peers: { interfaces: null, groupKeyFile: null, name: null, share: false },
    stateDirectory: null,
    json: false
  })
})

test('-o names folder and file', () => {
  expect(parsed('get', uri, '-o', 'sub/a.iso')).toMatchObject({ directory: '/here/sub', name: 'a.iso' })
  expect(parsed('get', uri, '--output=/abs/b.iso')).toMatchObject({ directory: '/abs', name: 'b.iso' })
  expect(parsed('get', uri, '-o=-odd')).toMatchObject({ directory: '/here', name: '=-odd' })
  expect(parsed('get', uri, '--output=-odd')).toMatchObject({ directory: '/here', name: '-odd' })
})

test('options may stand before the URI, and -- ends them', () => {
  expect(parsed('get', '--json', '-d', 'x', '--connections', '3', uri)).toMatchObject({
    json: true,
    directory: '/here/x',
    connections: 3
  })
  expect(parsed('get', '--', '--odd-uri').uri).toBe('--odd-uri')
})

test('--continue names what it goes on with', () => {
  expect(parsed('get', uri, '-c', '-o', 'a.iso')).toMatchObject({ takesOver: true, name: 'a.iso' })
  expect(refusal('get', uri, '--continue')).toMatch(/--continue: expected -o FILE/)
  expect(refusal('get', uri, '--continue', '-d', 'x')).toMatch(/--continue/)
})

test('paths become absolute', () => {
  const get = parsed('get', uri, '--ca-certificate', 'ca.pem', '--state-dir', '../state')
  expect(get.caCertificate).toBe('/here/ca.pem')
  expect(get.stateDirectory).toBe('/state')
})

test('help and version win over everything else that can be read', () => {
  expect(parseCommandLine(['--help'], '/').kind).toBe('help')
  expect(parseCommandLine(['get', '-h'], '/').kind).toBe('help')
  expect(parseCommandLine(['-V'], '/').kind).toBe('version')
})

test.each([
  ['--connections', '0'],
  ['--connections', '65'],
  ['--connections', 'many'],
  ['--connections', '1.5'],
  ['--connections', '8x']
])('%s %s is refused, naming both', (option, value) => {
  expect(refusal('get', uri, option, value)).toMatch(option)
  expect(refusal('get', uri, option, value)).toMatch(`"${value}"`)
})

test('a limit is bytes a second; "none" lifts the one of an unfinished transfer', () => {
  expect(parsed('get', uri, '--limit', '5M').limitBytesPerSecond).toBe(5 * 1024 * 1024)
  expect(parsed('get', uri, '--limit=2.5MB/s').limitBytesPerSecond).toBe(2_500_000)
  expect(parsed('get', uri, '--limit', 'none').limitBytesPerSecond).toBeNull()
})

test.each([
  ['fast', 'such as 500K, 5M or 5MiB/s, or "none"'],
  ['5Mb', 'not bits'],
  ['0', 'at least 1024']
])('--limit %s is refused', (text, reason) => {
  expect(refusal('get', uri, '--limit', text)).toContain(reason)
  expect(refusal('get', uri, '--limit', text)).toContain(`--limit: expected`)
  expect(refusal('get', uri, '--limit', text)).toContain(`received "${text}"`)
})

const SHA256 = 'Ab'.repeat(32)

test.each([
  [`sha256=${SHA256}`, 'sha-256', 64],
  [`SHA-256=${SHA256}`, 'sha-256', 64],
  [`sha_512=${SHA256}${SHA256}`, 'sha-512', 128],
  [`SHA1=${SHA256.slice(0, 40)}`, 'sha-1', 40],
  [`md5=${SHA256.slice(0, 32)}`, 'md5', 32]
])('a checksum is taken as tools write it: %s', (text, algorithm, digits) => {
  expect(parsed('get', uri, '--checksum', text).checksum).toEqual({
    algorithm,
    hex: SHA256.repeat(2).slice(0, digits).toLowerCase()
  })
})

test.each([
  [SHA256, 'expected ALGO=HEX'],
  [`=${SHA256}`, 'expected ALGO=HEX'],
  [`crc32=${SHA256}`, 'expected one of sha-256, sha-512, sha-1, md5, received "crc32"'],
  [`sha-256=${SHA256.slice(1)}`, 'expected 64 hexadecimal digits for sha-256'],
  [`sha-512=${SHA256}`, 'expected 128 hexadecimal digits for sha-512'],
  [`sha-256=${'g'.repeat(64)}`, 'received "gggg'],
  ['sha-256=', 'expected 64 hexadecimal digits']
])('a checksum that cannot be one is refused: %s', (text, reason) => {
  expect(refusal('get', uri, '--checksum', text)).toMatch(reason)
})

test('an option this version lacks is refused by name and not ignored', () => {
  expect(refusal('get', uri, '--web')).toBe('--web: not an option of this version.')
  expect(refusal('get', uri, '--web=1')).toBe('--web: not an option of this version.')
})

test('so is an option of another command', () => {
  expect(refusal('get', uri, '--allow-private', '10.0.0.0/8')).toBe(
    '--allow-private: not an option of "shoal get".'
  )
  expect(refusal('peer', '-o', 'file')).toBe('-o: not an option of "shoal peer".')
})

test('a command this version lacks is refused by name', () => {
  expect(refusal('daemon')).toMatch('received "daemon"')
  expect(refusal()).toMatch('received nothing')
})

test('a second URI is refused rather than dropped', () => {
  expect(refusal('get', 'a.meta4', 'http://mirror/file.bin')).toMatch(
    'received also "http://mirror/file.bin"'
  )
  expect(refusal('get')).toMatch('URI')
})

test('an option that swallowed the next one is refused', () => {
  expect(refusal('get', uri, '-o', '--json')).toMatch('-o: expected a value, received "--json"')
  expect(refusal('get', uri, '-d')).toMatch('received nothing')
  expect(refusal('get', uri, '--state-dir=')).toMatch('received nothing')
})

test('contradictions are refused', () => {
  expect(refusal('get', uri, '-o', 'a', '-d', 'b')).toMatch('received "a" beside -d "b"')
  expect(refusal('get', uri, '-o', 'folder/')).toMatch('folder "folder/"')
  expect(refusal('get', uri, '-o', '..')).toMatch('folder ".."')
  expect(refusal('get', uri, '--json=yes')).toMatch('takes no value, received "yes"')
  expect(refusal('get', uri, '-d', 'a', '-d', 'b')).toMatch('given twice')
})

test('a script that asked for JSON gets it even for a usage error', () => {
  expect(wantsJson(['get', '--json', '--limit'])).toBe(true)
  expect(wantsJson(['get'])).toBe(false)
})

test('what is said of requests is read as a whole', () => {
  const words = [
    ...['--header', 'X-A: 1', '--header', 'x-b:2 ', '--header=User-Agent: me', '--referer', 'https://h/p'],
    ...[
      '--user',
      'me:pass:word',
      '--cookies',
      'c.txt',
      '--client-certificate',
      'c.pem',
      '--client-key',
      '/k.pem'
    ]
  ]
  expect(parsed('get', uri, ...words).request).toEqual({
    headers: [
      { name: 'X-A', value: '1' },
      { name: 'x-b', value: '2' }
    ],
    userAgent: 'me',
    referer: 'https://h/p',
    login: { kind: 'password', user: 'me', password: 'pass:word' },
    cookieFile: '/here/c.txt',
    clientCertificate: { certificate: '/here/c.pem', key: '/k.pem' }
  })
  expect(parsed('get', uri, '--bearer', 't.k').request?.login).toEqual({ kind: 'bearer', token: 't.k' })
})

test('a fingerprint is taken as ssh prints it, and nothing else is one', () => {
  const digest = 'A'.repeat(43)
  expect(parsed('get', uri, '--accept-host-key', `SHA256:${digest}=`).request).toEqual({
    hostKey: `SHA256:${digest}`
  })
  for (const other of [digest, `MD5:${digest}`, `SHA256:${digest}A`, 'SHA256:'])
    expect(refusal('get', uri, '--accept-host-key', other)).toContain('expected a fingerprint')
})

test.each([
  [['--header', 'SECRET'], "expected 'Name: value'"],
  [['--header', 'X A: SECRET'], 'expected a field name'],
  [['--header', 'X: SECRET\r\nY: 1'], 'must not contain line breaks'],
  [['--header', '-SECRET'], 'begins with "-"'],
  [['--header', 'Range: SECRET'], 'Range cannot be set'],
  [['--header', 'host: SECRET'], 'host cannot be set'],
  [['--user', 'SECRET'], 'expected NAME:PASSWORD'],
  [['--user', 'a:SECRET\n'], 'control characters'],
  [['--user', 'a:b', '--user', 'c:SECRET'], 'given twice'],
  [['--bearer', 'SECRET SECRET'], 'visible ASCII'],
  [['--bearer', 'SECRET', '--user', 'a:SECRET'], 'without --user'],
  [['--header', 'Authorization: SECRET', '--user', 'a:SECRET'], 'one of them is enough'],
  [['--referer', 'SECRET'], 'expected an http:// or https:// address'],
  [['--client-key', '/k'], 'expected --client-certificate beside it'],
  [['--client-certificate', '/c'], 'expected --client-key beside it']
])('%j is refused in words that hold no secret', (words, reason) => {
  const said = refusal('get', uri, ...words)
  expect(said).toContain(reason)
  expect(said).not.toContain('SECRET')
})

test('further URIs are mirrors', () => {
  expect(parsed('get', uri, 'http://a/', '--json', 'http://b/')).toMatchObject({
    uri,
    mirrors: ['http://a/', 'http://b/'],
    metalink: null
  })
  const many = Array.from({ length: 65 }, (_, index) => `http://m/${index}`)
  expect(refusal('get', uri, ...many)).toMatch('MIRROR-URI: expected at most 64, received 65')
})

test('a Metalink file is told from the address of one', () => {
  expect(parsed('get', 'sub/a.META4')).toMatchObject({ uri: null, metalink: '/here/sub/a.META4' })
  expect(parsed('get', 'a.metalink')).toMatchObject({ uri: null, metalink: '/here/a.metalink' })
  expect(parsed('get', 'https://host/a.meta4')).toMatchObject({ uri: 'https://host/a.meta4', metalink: null })
})

test.each([
  ['--user', 'me:secret'],
  ['--bearer', 'secret'],
  ['--header', 'X-Key: secret'],
  ['--referer', 'http://secret/']
])('%s is not given to whatever a Metalink file names', (option, value) => {
  const said = refusal('get', 'a.meta4', option, value)
  expect(said).toMatch(`${option}: expected with a URI`)
  expect(said).not.toMatch('secret')
})
