/**
 * The id of a device: SHA-256 of its public key, written in base32 with four check characters in eight groups of seven,
 * the form Syncthing gave to such ids, so that people can read them aloud and mistype them without harm. Reading is
 * tolerant, writing has one form alone; two ids are the same device exactly when their written forms are equal.
 */
import { createHash, type X509Certificate } from 'node:crypto'
import type { PeerId } from '../../../src-shared/model/peer.ts'

/** RFC 4648 §6. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const DIGEST_BYTES = 32
/** Of a digest in base32, and of each quarter of it that gets a check character. */
const PLAIN_LENGTH = 52
const QUARTER_LENGTH = PLAIN_LENGTH / 4
const CHECKED_LENGTH = PLAIN_LENGTH + 4
const GROUP_LENGTH = 7
/** Longer than anything a person would type for an id, blanks and dashes included. */
const MOST_TYPED_CHARACTERS = 256

/** The id of whoever holds the key of this certificate. Throws for a key that Node cannot read. */
export const idOfCertificate = (certificate: X509Certificate): PeerId =>
  idOfKey(certificate.publicKey.export({ type: 'spki', format: 'der' }))

/** The id of a public key, given as SubjectPublicKeyInfo in DER. */
export const idOfKey = (spki: Uint8Array): PeerId => formatId(createHash('sha256').update(spki).digest())

/** The written form of a SHA-256 digest. */
export function formatId(digest: Uint8Array): PeerId {
  if (digest.length !== DIGEST_BYTES) throw new RangeError(`an id has 32 bytes, not ${digest.length}`)
  const plain = toBase32(digest)
  let checked = ''
  for (let at = 0; at < PLAIN_LENGTH; at += QUARTER_LENGTH) {
    const quarter = plain.slice(at, at + QUARTER_LENGTH)
    checked += quarter + (checkCharacter(quarter) ?? '')
  }
  return (checked.match(/.{7}/g) ?? []).join('-')
}

/**
 * What a person typed or a file holds, in the one written form; null when it is no id. Lower case, missing or
 * misplaced dashes and blanks, 0, 1 and 8 for O, I and B, and the form without check characters are all understood.
 */
export function parseId(text: string): PeerId | null {
  const digest = digestOfId(text)
  return digest && formatId(digest)
}

/** The digest that an id stands for, as tolerant as `parseId`; null when it is no id. */
export function digestOfId(text: string): Uint8Array | null {
  if (text.length > MOST_TYPED_CHARACTERS) return null
  const typed = text
    .replace(/[-\s]/g, '')
    .replace(/=+$/, '')
    .toUpperCase()
    .replace(/0/g, 'O')
    .replace(/1/g, 'I')
    .replace(/8/g, 'B')
  const plain = typed.length === CHECKED_LENGTH ? withoutChecks(typed) : typed
  return plain?.length === PLAIN_LENGTH ? fromBase32(plain) : null
}

/** The first group: enough for people to tell their devices apart, never enough to trust one. */
export const shortId = (id: PeerId): string => id.slice(0, GROUP_LENGTH)

/**
 * Syncthing's variant of Luhn's check over an alphabet of any size: factors 1 and 2 in turn from the left, where
 * Luhn's own go from the right. Null when a character is not of the alphabet.
 */
export function checkCharacter(text: string, alphabet = ALPHABET): string | null {
  const size = alphabet.length
  let sum = 0
  for (let at = 0; at < text.length; at++) {
    const digit = alphabet.indexOf(text.charAt(at))
    if (digit < 0) return null
    const addend = at % 2 === 0 ? digit : 2 * digit
    sum += Math.floor(addend / size) + (addend % size)
  }
  return alphabet.charAt((size - (sum % size)) % size)
}

/** The id without its check characters; null when one of them is wrong. */
function withoutChecks(checked: string): string | null {
  let plain = ''
  for (let at = 0; at < CHECKED_LENGTH; at += QUARTER_LENGTH + 1) {
    const quarter = checked.slice(at, at + QUARTER_LENGTH)
    if (checkCharacter(quarter) !== checked.charAt(at + QUARTER_LENGTH)) return null
    plain += quarter
  }
  return plain
}

function toBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET.charAt((held >> (bits - 5)) & 31)
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + ALPHABET.charAt((held << (5 - bits)) & 31) : text
}

/** Null for a character that base32 does not have; bits after the last whole byte say nothing, as in Go's decoder. */
function fromBase32(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let bits = 0
  let held = 0
  let at = 0
  for (const character of text) {
    const digit = ALPHABET.indexOf(character)
    if (digit < 0) return null
    held = (held << 5) | digit
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = held >> bits
      held &= (1 << bits) - 1
    }
  }
  return bytes
}
