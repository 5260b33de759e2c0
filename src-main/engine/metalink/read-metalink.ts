/**
 * Reads a Metalink description, version 4 (RFC 5854) or 3, as its bytes arrive. It comes from anywhere: no document
 * type, hence no entities but XML's own five; size, depth and numbers are bounded; anything contradictory is refused
 * rather than guessed at. It never opens what a description points to.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { fail } from '../../../src-shared/errors/problem.ts'
import { DIGEST_ALGORITHMS, digestAlgorithm, isDigestHex } from '../../../src-shared/model/checksum.ts'
import type { Checksum, DigestAlgorithm } from '../../../src-shared/model/checksum.ts'
import { coversLength, type PieceDigests } from '../../../src-shared/model/piece-digests.ts'
import { safeName } from '../storage/file-name.ts'
import {
  byteAddress,
  countryCode,
  LAST_PRIORITY,
  type Metalink,
  type MetalinkAddress,
  type MetalinkFile
} from './metalink.ts'

/** Piece digests of a 50 GB image in pieces of 256 KiB take about 10 MiB. */
export const METALINK_LIMIT_BYTES = 16 * 1024 * 1024
/** Read in a few milliseconds. */
const TURN_BYTES = 64 * 1024
const DEPTH_LIMIT = 16
/** The shortest useful element is a piece's digest of some 50 bytes. */
const ELEMENT_LIMIT = 500_000
const ATTRIBUTE_LIMIT = 32
const FILE_LIMIT = 1_000
/** Debian has about 400 mirrors. */
const ADDRESS_LIMIT = 500
const ADDRESS_LIMIT_CHARACTERS = 8 * 1024
/** A digest, or a number. */
const VALUE_LIMIT_CHARACTERS = 256

const VERSION_4 = 'urn:ietf:params:xml:ns:metalink'
const VERSION_3 = 'http://www.metalinker.org/'
/** Elements of version 3 that only group others. */
const GROUPS: ReadonlySet<string> = new Set(['files', 'verification', 'resources'])

export interface MetalinkReader {
  /** Throws ShoalError `metalink-invalid` or `metalink-too-large`. */
  write(bytes: Uint8Array): void
  /** No more comes. Throws ShoalError `metalink-invalid`. */
  end(): Metalink
}

export function readMetalink(bytes: Uint8Array): Metalink {
  const reader = metalinkReader()
  reader.write(bytes)
  return reader.end()
}

/** The same without keeping the thread from its sockets for longer than a moment at a time. */
export async function readInTurns(bytes: Uint8Array): Promise<Metalink> {
  const reader = metalinkReader()
  for (let at = 0; at < bytes.length; at += TURN_BYTES) {
    reader.write(bytes.subarray(at, at + TURN_BYTES))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return reader.end()
}

export function metalinkReader(): MetalinkReader {
  const parser = new SaxesParser({ xmlns: true })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const files: MetalinkFile[] = []
  const passedOver = new Map<string, number>()
  const path: string[] = []
  /** Elements of other namespaces around the present place; what is inside them says nothing to us. */
  let foreign = 0
  let elements = 0
  let attributes = 0
  let size = 0
  let file: FileSoFar | null = null
  let pieces: PiecesSoFar | null = null
  let leaf: Leaf | null = null

  const pass = (what: string): void => void passedOver.set(what, (passedOver.get(what) ?? 0) + 1)

  const open = (tag: SaxesTagNS): void => {
    attributes = 0
    if (++elements > ELEMENT_LIMIT) throw invalid(`it has more than ${ELEMENT_LIMIT} elements`)
    if (path.length + foreign >= DEPTH_LIMIT) throw invalid(`it is nested more than ${DEPTH_LIMIT} deep`)
    if (path.length === 0 && (tag.local !== 'metalink' || !isOurs(tag)))
      throw invalid('it is no Metalink of version 3 or 4')
    if (foreign > 0 || !isOurs(tag)) {
      foreign++
      return
    }
    path.push(tag.local)
    const told = (name: string): string | undefined => tag.attributes[name]?.value
    switch (place(path)) {
      case 'metalink/file':
        if (files.length === FILE_LIMIT) throw invalid(`it describes more than ${FILE_LIMIT} files`)
        file = fileSoFar(told('name'))
        break
      case 'metalink/file/pieces':
        pieces = piecesSoFar(told('type'), told('length'))
        if (!pieces) pass('pieces')
        break
      case 'metalink/file/size':
      case 'metalink/file/hash':
      case 'metalink/file/pieces/hash':
        leaf = { limit: VALUE_LIMIT_CHARACTERS, text: '', told }
        break
      case 'metalink/file/url':
        leaf = { limit: ADDRESS_LIMIT_CHARACTERS, text: '', told }
    }
  }

  const close = (): void => {
    if (foreign > 0) {
      foreign--
      return
    }
    const text = leaf?.text.trim() ?? ''
    const told = leaf?.told ?? (() => undefined)
    leaf = null
    const at = place(path)
    path.pop()
    if (!file) return
    switch (at) {
      case 'metalink/file/size':
        takeLength(file, text)
        break
      case 'metalink/file/hash':
        if (!takeDigest(file, told('type'), text)) pass('digests')
        break
      case 'metalink/file/pieces/hash':
        if (pieces) takePiece(pieces, told('piece'), text)
        break
      case 'metalink/file/pieces':
        if (pieces) takePieces(file, pieces)
        pieces = null
        break
      case 'metalink/file/url': {
        const refusal = takeAddress(file, text, told)
        if (refusal !== null) pass(refusal)
        break
      }
      case 'metalink/file/metaurl':
        pass('torrents')
        break
      case 'metalink/file':
        files.push(finished(file))
        file = null
    }
  }

  const take = (text: string): void => {
    if (!leaf || foreign > 0) return
    if (leaf.text.length + text.length > leaf.limit) throw invalid('one of its values is far too long')
    leaf.text += text
  }

  parser.on('error', ({ message }) => {
    throw invalid(`it is not well-formed XML: ${message.slice(0, 120)}`)
  })
  parser.on('doctype', () => {
    throw invalid('it has a document type, which a Metalink never needs')
  })
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding))
      throw invalid('it is not written in UTF-8')
  })
  parser.on('attribute', () => {
    if (++attributes > ATTRIBUTE_LIMIT)
      throw invalid(`an element has more than ${ATTRIBUTE_LIMIT} attributes`)
  })
  parser.on('opentag', open)
  parser.on('closetag', close)
  parser.on('text', take)
  parser.on('cdata', take)

  const decoded = (bytes: Uint8Array | null): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
    } catch {
      throw invalid('it is not written in UTF-8')
    }
  }

  return {
    write(bytes) {
      size += bytes.length
      if (size > METALINK_LIMIT_BYTES) throw fail('metalink-too-large', { limit: METALINK_LIMIT_BYTES >> 20 })
      parser.write(decoded(bytes))
    },
    end() {
      parser.write(decoded(null))
      parser.close()
      if (files.length === 0) throw invalid('it describes no file')
      return { files, notes: [...passedOver].map(([what, count]) => NOTES[what]?.(count) ?? what) }
    }
  }
}

/** An element whose text counts. */
interface Leaf {
  readonly limit: number
  readonly told: (attribute: string) => string | undefined
  text: string
}

interface FileSoFar {
  readonly name: string
  length: number | null
  pieces: PieceDigests | null
  readonly digests: Map<DigestAlgorithm, string>
  readonly addresses: Map<string, MetalinkAddress>
}

interface PiecesSoFar {
  readonly algorithm: DigestAlgorithm
  readonly pieceBytes: number
  count: number
  /** The digests so far, in hexadecimal. */
  hex: string
}

const NOTES: Readonly<Record<string, (count: number) => string>> = {
  torrents: (count) => `${count} torrent${count === 1 ? '' : 's'} of the description cannot be used.`,
  digests: (count) =>
    `${count} digest${count === 1 ? '' : 's'} of kinds that Shoal does not know were passed over.`,
  pieces: () => 'Piece digests of a kind that Shoal does not know were passed over.',
  schemes: (count) =>
    `${count} address${count === 1 ? ' is' : 'es are'} neither http:// nor https:// and cannot be used.`,
  surplus: (count) =>
    `${count} address${count === 1 ? '' : 'es'} beyond the first ${ADDRESS_LIMIT} were passed over.`
}

const invalid = (reason: string): Error => fail('metalink-invalid', { reason })

const isOurs = ({ uri }: SaxesTagNS): boolean => uri === VERSION_4 || uri === VERSION_3

/** Where an element stands, the same in both versions; nowhere if it only groups others. */
const place = (path: readonly string[]): string =>
  GROUPS.has(path.at(-1) ?? '') ? '' : path.filter((name) => !GROUPS.has(name)).join('/')

const wholeNumber = (text: string): number | null => {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(number) ? number : null
}

function fileSoFar(name: string | undefined): FileSoFar {
  if (name === undefined || name.trim() === '') throw invalid('a file in it has no name')
  return { name: safeName(name), length: null, pieces: null, digests: new Map(), addresses: new Map() }
}

function takeLength(file: FileSoFar, text: string): void {
  const length = wholeNumber(text)
  if (length === null) throw invalid(`the size of ${file.name} is not a number of bytes`)
  if (file.length !== null && file.length !== length) throw invalid(`it gives two sizes for ${file.name}`)
  file.length = length
}

/** False for an algorithm that is not known. */
function takeDigest(file: FileSoFar, type: string | undefined, text: string): boolean {
  const algorithm = digestAlgorithm(type ?? '')
  if (!algorithm) return false
  const hex = text.toLowerCase()
  if (!isDigestHex(algorithm, hex)) throw invalid(`a digest of ${file.name} is no ${algorithm}`)
  if ((file.digests.get(algorithm) ?? hex) !== hex)
    throw invalid(`it gives two ${algorithm} for ${file.name}`)
  file.digests.set(algorithm, hex)
  return true
}

/** Null for an algorithm that is not known. */
function piecesSoFar(type: string | undefined, length: string | undefined): PiecesSoFar | null {
  const algorithm = digestAlgorithm(type ?? '')
  if (!algorithm) return null
  const pieceBytes = wholeNumber(length ?? '')
  if (pieceBytes === null || pieceBytes === 0)
    throw invalid('the length of its pieces is not a number of bytes')
  return { algorithm, pieceBytes, count: 0, hex: '' }
}

/** `number` is version 3's attribute; version 4 relies on order alone. */
function takePiece(pieces: PiecesSoFar, number: string | undefined, text: string): void {
  const { algorithm, count } = pieces
  if (number !== undefined && wholeNumber(number) !== count)
    throw invalid('its pieces are not in their order')
  if (!isDigestHex(algorithm, text)) throw invalid(`the digest of piece ${count} is no ${algorithm}`)
  pieces.hex += text
  pieces.count++
}

/** Of several kinds the best counts. */
function takePieces(file: FileSoFar, { algorithm, pieceBytes, count, hex }: PiecesSoFar): void {
  if (count === 0) return
  const rank = (kind: DigestAlgorithm): number => DIGEST_ALGORITHMS.indexOf(kind)
  if (file.pieces && rank(file.pieces.algorithm) <= rank(algorithm)) return
  file.pieces = { algorithm, pieceBytes, digests: Buffer.from(hex, 'hex') }
}

/** Why an address is passed over, null when it is taken. */
function takeAddress(
  file: FileSoFar,
  text: string,
  told: (attribute: string) => string | undefined
): string | null {
  const uri = byteAddress(text)
  if (uri === null) return 'schemes'
  if (file.addresses.size === ADDRESS_LIMIT && !file.addresses.has(uri)) return 'surplus'
  const priority = priorityOf(told('priority'), told('preference'))
  const known = file.addresses.get(uri)
  if (!known || priority < known.priority)
    file.addresses.set(uri, { uri, priority, location: countryCode(told('location')) })
  return null
}

/** Version 4 counts from 1, the best, to 999999; version 3's preference from 100, the best, to 0. */
function priorityOf(priority: string | undefined, preference: string | undefined): number {
  const told = wholeNumber(priority ?? '')
  if (told !== null && told >= 1 && told <= LAST_PRIORITY) return told
  const preferred = wholeNumber(preference ?? '')
  return preferred !== null && preferred <= 100 ? 101 - preferred : LAST_PRIORITY
}

function finished({ name, length, pieces, digests, addresses }: FileSoFar): MetalinkFile {
  if (pieces && length !== null && !coversLength(pieces, length))
    throw invalid(`the pieces of ${name} do not add up to its size`)
  const best = DIGEST_ALGORITHMS.flatMap((algorithm): Checksum[] => {
    const hex = digests.get(algorithm)
    return hex === undefined ? [] : [{ algorithm, hex }]
  })
  return {
    name,
    length,
    digests: best,
    pieces,
    // Sorting is stable: of equals, the first named comes first.
    addresses: [...addresses.values()].sort((a, b) => a.priority - b.priority)
  }
}
