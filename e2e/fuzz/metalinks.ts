/**
 * Metalink descriptions as an attacker or a bad editor might write them, given in two halves to the reader that gets
 * those of the network. It throws at the first that crashes, hangs, or yields more than was put in.
 */
import { METALINK_LIMIT_BYTES, metalinkReader } from '../../src-main/engine/metalink/read-metalink.ts'
import type { Metalink } from '../../src-main/engine/metalink/metalink.ts'
import { safeName } from '../../src-main/engine/storage/file-name.ts'
import { ShoalError } from '../../src-shared/errors/problem.ts'
import { coversLength } from '../../src-shared/model/piece-digests.ts'
import { fuzz, type Fuzzed } from './fuzz.ts'

/** Room for the usual input; one in `BIG_EVERY` fills it. */
const INPUT_BYTES = 64 * 1024
const BIG_EVERY = 5_000
/** What a description yields for each of its bytes: an address may be percent-encoded, three characters a byte, and a
 *  name is given to a file that has none left. */
const MOST_A_BYTE = 4

const PIECE = `<hash>${'ab'.repeat(20)}</hash>`
const SEEDS = [
  `<?xml version="1.0" encoding="UTF-8"?>
<metalink xmlns="urn:ietf:params:xml:ns:metalink"><published>2009-05-15T12:23:23Z</published>
<file name="example.ext"><size>14471447</size><identity>Example</identity><version>1.0</version><language>en</language>
<hash type="sha-256">f0ad929cd259957e160ea442eb80986b5f01${'0'.repeat(28)}</hash>
<pieces length="7235724" type="sha-1">${PIECE}${PIECE}</pieces>
<url location="de" priority="1">http://ftp.example.com/example.ext</url><url>https://example.org/a?b=c&amp;d#e</url>
<metaurl mediatype="torrent" priority="2">http://example.com/example.ext.torrent</metaurl></file></metalink>`,
  `<metalink version="3.0" xmlns="http://www.metalinker.org/"><files><file name="a/../b"><size>2</size><verification>
<hash type="md5">${'0f'.repeat(16)}</hash><pieces length="1" type="sha1"><hash piece="0">${'ab'.repeat(20)}</hash>
<hash piece="1">${'ab'.repeat(20)}</hash></pieces></verification><resources><url type="http" preference="90"
location="jp">http://a/b</url><url type="ftp">ftp://a/b</url></resources></file></files></metalink>`,
  `<m:metalink xmlns:m="urn:ietf:params:xml:ns:metalink" xmlns:o="o"><o:x><m:file name="no"/></o:x><m:file name="yes">
<m:url><![CDATA[http://user:pw@example.org/]]>&#x41;&lt;</m:url><!-- c --><?pi x?></m:file></m:metalink>`
].map((text) => Buffer.from(text))

const TRICKS = [
  ...[
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    '&b;',
    '&#0;',
    '&#x110000;'
  ],
  ...[
    '&__proto__;',
    '&constructor;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '--',
    '<?',
    '?>',
    '<?xml version="1.1"?>'
  ],
  ...['</', '/>', '<', '>', '&', '"', "'", '=', '\0', '\ufffe', '\ufeff', '\u2028', '\ud7ff', '😀'],
  ...[
    '<file name="x">',
    '</file>',
    '<metalink>',
    '</metalink>',
    '<files>',
    '<url>',
    '</url>',
    '<size>',
    '</size>'
  ],
  ...[
    '<size>9007199254740993</size>',
    '<size>-1</size>',
    '<size>0</size>',
    '<pieces type="sha-1" length="0">'
  ],
  ...['<pieces type="sha-256" length="9007199254740991">', '</pieces>', PIECE, '<hash type="__proto__">'],
  ...[
    ' xmlns="b"',
    ' xmlns:xml="x"',
    ' xmlns:a=""',
    ' name="../../etc/passwd"',
    ' priority="0"',
    ' a="b"'.repeat(40)
  ],
  ...[
    '<url>javascript:alert(1)</url>',
    '<url>http://[::1</url>',
    '<url>HTTP://A/\u00e9\u4e2d</url>',
    '<a>'.repeat(20)
  ]
].map((text) => Buffer.from(text))
// Bytes that are no UTF-8.
TRICKS.push(
  Buffer.from([0xff]),
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xe2])
)

/** Runs until `goOn` says no; returns how many were read and how many refused. */
export const fuzzMetalinks = (seed: number, goOn: (inputs: number) => boolean): Fuzzed =>
  fuzz({
    seed,
    bytes: Buffer.alloc(INPUT_BYTES),
    seeds: SEEDS,
    tricks: TRICKS,
    bigEvery: BIG_EVERY,
    reads,
    goOn
  })

/** A description of the greatest size and beyond, for what only size brings out: returns its code, null if it is read. */
export function readHuge(element: string): string | null {
  const head =
    '<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="a"><pieces type="sha-1" length="1">'
  const reader = metalinkReader()
  const block = Buffer.from(element.repeat(Math.ceil((1 << 20) / element.length)))
  try {
    reader.write(Buffer.from(head))
    for (let size = 0; size <= METALINK_LIMIT_BYTES; size += block.length) reader.write(block)
    reader.end()
    return null
  } catch (thrown) {
    if (thrown instanceof ShoalError) return thrown.code
    throw thrown
  }
}

/** Whether it was taken for a Metalink. Throws what is neither that nor a refusal. */
function reads(bytes: Buffer, length: number, cut: number): boolean {
  const atOnce = outcome([bytes.subarray(0, length)])
  const inTwo = outcome([bytes.subarray(0, cut), bytes.subarray(cut, length)])
  if (JSON.stringify(atOnce) !== JSON.stringify(inTwo)) throw new Error(`cut at ${cut} it reads differently`)
  if (atOnce === null) return false
  const { files, notes } = atOnce
  let yielded = 0
  for (const { name, length: size, digests, pieces, addresses } of files) {
    if (name !== safeName(name)) throw new Error(`an unsafe name: ${name}`)
    if (size !== null && !Number.isSafeInteger(size)) throw new Error('a length that is none')
    if (pieces && size !== null && !coversLength(pieces, size)) throw new Error('pieces that do not add up')
    for (const { uri, priority } of addresses) {
      const url = new URL(uri)
      if (!/^https?:$/.test(url.protocol) || url.username + url.password + url.hash !== '')
        throw new Error(uri)
      if (priority < 1 || priority > 999_999) throw new Error(`priority ${priority}`)
      yielded += uri.length
    }
    yielded +=
      name.length + (pieces?.digests.length ?? 0) + digests.reduce((sum, { hex }) => sum + hex.length, 0)
  }
  if (yielded > MOST_A_BYTE * length) throw new Error(`it yielded ${yielded} from ${length} bytes`)
  if (notes.length > 10) throw new Error(`it yielded ${notes.length} notes`)
  return true
}

function outcome(parts: readonly Buffer[]): Metalink | null {
  const reader = metalinkReader()
  try {
    for (const part of parts) reader.write(part)
    return reader.end()
  } catch (thrown) {
    if (thrown instanceof ShoalError) return null
    throw thrown
  }
}
