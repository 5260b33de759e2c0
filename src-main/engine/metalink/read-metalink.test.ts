import { describe, expect, it, test } from 'vitest'
import { METALINK_LIMIT_BYTES, metalinkReader, readMetalink } from './read-metalink.ts'

const SHA_256 = 'f0ad929cd259957e160ea442eb80986b5f01b6e8d1a5b2e9e1c5d1a6b7c8d9e0'
const ONES = '1'.repeat(40)
const TWOS = '2'.repeat(40)

const read = (text: string) => readMetalink(Buffer.from(text))
const four = (inside: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><metalink xmlns="urn:ietf:params:xml:ns:metalink">${inside}</metalink>`
const one = (inside: string) => read(four(`<file name="a.iso">${inside}</file>`)).files[0]
const refused = (text: string) => expect(() => read(text))

test('the example of RFC 5854, section 1.1, as it stands there but for shorter digests', () => {
  const { files, notes } = read(
    four(`
      <published>2009-05-15T12:23:23Z</published>
      <file name="example.ext">
        <size>14471447</size>
        <identity>Example</identity>
        <hash type="sha-256">${SHA_256.toUpperCase()}</hash>
        <url location="de" priority="1">ftp://ftp.example.com/example.ext</url>
        <url location="fr" priority="1">http://example.com/example.ext</url>
        <metaurl mediatype="torrent" priority="2">http://example.com/example.ext.torrent</metaurl>
      </file>
      <file name="example2.ext"><url>http://example.com/example2.ext</url></file>`)
  )
  expect(files).toEqual([
    {
      name: 'example.ext',
      length: 14_471_447,
      digests: [{ algorithm: 'sha-256', hex: SHA_256 }],
      pieces: null,
      addresses: [{ uri: 'http://example.com/example.ext', priority: 1, location: 'fr' }]
    },
    expect.objectContaining({ name: 'example2.ext', length: null })
  ])
  expect(notes).toEqual([
    '1 address is neither http:// nor https:// and cannot be used.',
    '1 torrent of the description cannot be used.'
  ])
})

test('version 3 says the same in its own words', () => {
  const { files } =
    read(`<metalink version="3.0" xmlns="http://www.metalinker.org/"><files><file name="a.iso">
    <size>3</size><verification><hash type="md5">${'0f'.repeat(16)}</hash><hash type="sha1">${ONES}</hash>
    <pieces length="2" type="sha1"><hash piece="0">${ONES}</hash><hash piece="1">${TWOS}</hash></pieces>
    </verification><resources><url type="http" location="JP" preference="10">http://b.example/a</url>
    <url type="http" preference="100">http://a.example/a</url></resources></file></files></metalink>`)
  expect(files).toEqual([
    {
      name: 'a.iso',
      length: 3,
      digests: [
        { algorithm: 'sha-1', hex: ONES },
        { algorithm: 'md5', hex: '0f'.repeat(16) }
      ],
      pieces: { algorithm: 'sha-1', pieceBytes: 2, digests: Buffer.from(ONES + TWOS, 'hex') },
      addresses: [
        { uri: 'http://a.example/a', priority: 1, location: null },
        { uri: 'http://b.example/a', priority: 91, location: 'jp' }
      ]
    }
  ])
})

describe('addresses', () => {
  const uris = (inside: string) => one(inside)?.addresses.map(({ uri }) => uri)

  it('come preferred first, then as they were named, then those without a priority', () => {
    expect(
      uris(
        '<url>http://d/</url><url priority="2">http://b/</url><url priority="2">http://c/</url><url priority="1">http://a/</url>'
      )
    ).toEqual(['http://a/', 'http://b/', 'http://c/', 'http://d/'])
  })

  it('lose credentials and fragments, and come once each, by their best priority', () => {
    expect(
      one('<url>http://u:p@a/x#y</url><url priority="7">http://a/x</url><url>http://a/x</url>')?.addresses
    ).toEqual([{ uri: 'http://a/x', priority: 7, location: null }])
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'sftp://a/b', 'a.iso', '', 'http://[::1'])(
    'of other kinds are passed over: %s',
    (uri) => expect(uris(`<url>${uri}</url>`)).toEqual([])
  )

  it.each(['0', '-1', '1000000', 'x', ''])('with a priority that is none come last: %s', (priority) => {
    expect(one(`<url priority="${priority}">http://a/</url>`)?.addresses[0]?.priority).toBe(999_999)
  })

  it('are 500 at most', () => {
    const many = Array.from({ length: 503 }, (_, index) => `<url>http://a/${index}</url>`).join('')
    const { files, notes } = read(four(`<file name="a">${many}</file>`))
    expect(files[0]?.addresses).toHaveLength(500)
    expect(notes).toEqual(['3 addresses beyond the first 500 were passed over.'])
  })
})

test('names are harmless, whatever they were', () => {
  const names = ['../../etc/passwd', '/etc/cron.d/x', 'C:\\Windows\\x', '.bashrc', 'a&#x202e;gpj.exe']
  const { files } = read(four(names.map((name) => `<file name="${name}"/>`).join('')))
  expect(files.map(({ name }) => name)).toEqual(['passwd', 'x', 'x', 'bashrc', 'agpj.exe'])
})

test('of several kinds of pieces the best counts; unknown kinds are passed over', () => {
  const pieces = (type: string, hex: string): string =>
    `<pieces length="9" type="${type}"><hash>${hex}</hash></pieces>`
  expect(one(pieces('sha-1', ONES) + pieces('sha-256', SHA_256))?.pieces?.algorithm).toBe('sha-256')
  expect(one(pieces('sha-256', SHA_256) + pieces('sha-1', ONES))?.pieces?.algorithm).toBe('sha-256')
  expect(one(pieces('tiger', ONES) + pieces('sha-1', ONES))?.pieces?.algorithm).toBe('sha-1')
})

test('what stands in other namespaces says nothing', () => {
  const { files } = read(
    four(
      `<file name="a"><x xmlns="urn:x"><size xmlns="urn:ietf:params:xml:ns:metalink">1</size></x><size>2</size></file>`
    )
  )
  expect(files[0]?.length).toBe(2)
})

test('bytes that arrive one by one are read the same', () => {
  const text = four(`<file name="ä.iso"><size>5</size><url>http://a/&amp;<![CDATA[ü]]></url></file>`)
  const reader = metalinkReader()
  for (const byte of Buffer.from(text)) reader.write(Uint8Array.of(byte))
  expect(reader.end()).toEqual(read(text))
})

describe('refused is', () => {
  it.each([
    ['nothing', '', 'XML'],
    ['text', 'hello', 'XML'],
    ['a web page', '<html></html>', 'no Metalink'],
    ['another namespace', '<metalink xmlns="urn:x"><file name="a"/></metalink>', 'no Metalink'],
    ['no file', four(''), 'no file'],
    ['a file without a name', four('<file/>'), 'no name'],
    ['an end that is missing', four('<file name="a"/>').slice(0, -5), 'XML'],
    ['a size that is none', four('<file name="a"><size>1e3</size></file>'), 'size'],
    ['two sizes', four('<file name="a"><size>1</size><size>2</size></file>'), 'two sizes'],
    ['a digest that is none', four('<file name="a"><hash type="sha-1">00</hash></file>'), 'sha-1'],
    [
      'two digests',
      four(`<file name="a"><hash type="sha1">${ONES}</hash><hash type="sha-1">${TWOS}</hash></file>`),
      'two sha-1'
    ],
    [
      'a piece too many',
      four(
        `<file name="a"><size>2</size><pieces length="2" type="sha-1"><hash>${ONES}</hash><hash>${ONES}</hash></pieces></file>`
      ),
      'add up'
    ],
    ['pieces of no length', four('<file name="a"><pieces length="0" type="sha-1"/></file>'), 'length'],
    ['deep nesting', four('<a>'.repeat(20)), 'deep'],
    ['a value without end', four(`<file name="a"><size>${'1'.repeat(300)}</size></file>`), 'too long']
  ])('%s', (_, text, reason) => {
    refused(text).toThrow(
      expect.objectContaining({
        code: 'metalink-invalid',
        message: expect.stringContaining(reason) as string
      })
    )
  })

  it('a document type, and with it every entity that could be read or grow', () => {
    const laughs =
      '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    refused(
      `${laughs}<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="&b;&c;"/></metalink>`
    ).toThrow('document type')
    for (const entity of ['b', 'constructor', '__proto__', 'nbsp'])
      refused(four(`<file name="&${entity};"/>`)).toThrow('undefined entity')
  })

  it('another encoding than UTF-8', () => {
    refused('<?xml version="1.0" encoding="ISO-8859-1"?><metalink/>').toThrow('UTF-8')
    expect(() => readMetalink(Buffer.from(four('<file name="\xe9"/>'), 'latin1'))).toThrow('UTF-8')
    expect(() => readMetalink(Buffer.from(four('<file name="a"/>'), 'utf16le'))).toThrow(
      expect.objectContaining({ code: 'metalink-invalid' })
    )
  })

  it('more than 16 MiB', () => {
    expect(() => readMetalink(Buffer.alloc(METALINK_LIMIT_BYTES + 1, ' '))).toThrow(
      expect.objectContaining({ code: 'metalink-too-large' })
    )
  })
})
