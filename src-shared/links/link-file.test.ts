import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lookIntoFile, mayBeLinkFile, type GivenFile } from './link-file.ts'

const A = 'https://example.org/a.iso?x=1&y=2'
const file = (name: string, bytes: Uint8Array): GivenFile => ({
  name,
  mediaType: '',
  sizeBytes: bytes.length,
  isFolder: false,
  readBytes: () => Promise.resolve(bytes)
})
const linksIn = async (name: string, bytes: Uint8Array): Promise<readonly string[]> =>
  (await lookIntoFile(file(name, bytes))).wanted.map(({ uri }) => uri)

/** Characters as bytes, one each. */
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** As systems write it: an object that holds the key, the key, the value, the offsets of these, the trailer. */
function binaryPlist(address: string): Uint8Array {
  const { length } = address
  const marker =
    length < 15
      ? [0x50 + length]
      : length < 256
        ? [0x5f, 0x10, length]
        : [0x5f, 0x11, length >> 8, length & 255]
  const head = [...bytesOf('bplist00'), 0xd1, 1, 2, 0x53, ...bytesOf('URL'), ...marker, ...bytesOf(address)]
  return Uint8Array.from([...head, 8, 11, 15, 0, 0, 0, 0, 0, 0, 1, 1, 3, 0, head.length & 255])
}

test.each([
  'http://a.b/c',
  A,
  `sftp://a.example/${'s'.repeat(115 - 17)}`,
  `https://a.example/${'x'.repeat(900)}`
])('a link file of macOS gives its address, as XML and as binary: %s', async (address) => {
  const xml = `<?xml version="1.0"?><plist version="1.0"><dict>\n\t<key>URL</key>\n\t<string>${address.replaceAll('&', '&amp;')}</string>\n</dict></plist>`
  expect(await linksIn('Some Page.webloc', bytesOf(xml))).toEqual([address])
  expect(await linksIn('Some Page.WEBLOC', binaryPlist(address))).toEqual([address])
})

test.each(['file:///Applications/Calculator.app', 'javascript:alert(1)', 'x'])(
  'a link file that leads to %s gives nothing',
  async (address) => expect(await linksIn('a.webloc', binaryPlist(address))).toEqual([])
)

test('lists that Windows wrote in UTF-16 are read', async () => {
  const text = bytesOf(`${A}\r\n`)
  const little = [0xff, 0xfe, ...[...text].flatMap((byte) => [byte, 0])]
  const big = [0xfe, 0xff, ...[...text].flatMap((byte) => [0, byte])]
  for (const bytes of [little, big]) expect(await linksIn('list.txt', Uint8Array.from(bytes))).toEqual([A])
})

test('any bytes in any such file give addresses that are fetched, or a reason', async () => {
  const name = fc.constantFrom('a.url', 'a.desktop', 'a.webloc', 'a.txt')
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.uint8Array({ maxLength: 60 }).map((tail) => Uint8Array.from([...bytesOf('bplist00SURL'), ...tail]))
  )
  await fc.assert(
    fc.asyncProperty(name, bytes, async (of, given) => {
      const { wanted, refused } = await lookIntoFile(file(of, given))
      expect(wanted.length + refused.length).toBeGreaterThan(0)
    })
  )
})

test('what holds no links is told by its name', () => {
  expect(['a.png', 'a.exe', 'a', 'a.url.exe', 'atxt'].filter(mayBeLinkFile)).toEqual([])
  expect(['a.URL', 'a.webloc', 'a.desktop', 'a.txt', 'a.meta4'].filter(mayBeLinkFile)).toHaveLength(5)
})
