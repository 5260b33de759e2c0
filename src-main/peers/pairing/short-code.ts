/**
 * The code that two people compare, and the commitments that make six digits enough. Each side commits to a random
 * nonce before it sees the other's, so somebody in between, who must show each side a certificate of their own, can
 * only guess: one chance in a million an attempt, and attempts are few. Without commitments they could search for
 * nonces that make both codes the same.
 *
 *   commitment = SHA-256("shoal pairing 1 commitment" ‖ role ‖ initiator ‖ responder ‖ nonce)
 *   code       = SHA-256("shoal pairing 1 code" ‖ initiator ‖ responder ‖ initiator's nonce ‖ responder's nonce),
 *                its first 8 bytes as a big-endian number, modulo 1,000,000, in six digits
 *
 * Labels in ASCII; role one byte, 01 for the initiator and 02 for the responder; ids as the 32 bytes of their digest;
 * nonces 32 bytes. Every part has a fixed length, so no two inputs run together.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import { digestOfId } from '../identity/device-id.ts'

export interface Parties {
  readonly initiator: PeerId
  readonly responder: PeerId
}

export type Role = 'initiator' | 'responder'

const ROLE_BYTE = { initiator: 1, responder: 2 } as const
const CODES = 1_000_000n
const CODE_DIGITS = 6

/** In hex, as all nonces and commitments. */
export const commitmentOf = (role: Role, parties: Parties, nonce: string): string =>
  hash(
    'shoal pairing 1 commitment',
    Buffer.of(ROLE_BYTE[role]),
    ...bytesOf(parties),
    fromHex(nonce)
  ).toString('hex')

/** Whether the nonce is the one that was committed to. */
export const fits = (commitment: string, role: Role, parties: Parties, nonce: string): boolean =>
  timingSafeEqual(fromHex(commitment), fromHex(commitmentOf(role, parties, nonce)))

/** Six digits. */
export function codeOf(parties: Parties, nonces: Readonly<Record<Role, string>>): string {
  const digest = hash(
    'shoal pairing 1 code',
    ...bytesOf(parties),
    fromHex(nonces.initiator),
    fromHex(nonces.responder)
  )
  return String(digest.readBigUInt64BE(0) % CODES).padStart(CODE_DIGITS, '0')
}

const hash = (label: string, ...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(label, 'ascii'), ...parts]))
    .digest()

const bytesOf = ({ initiator, responder }: Parties): Uint8Array[] => [
  digestOf(initiator),
  digestOf(responder)
]

function digestOf(id: PeerId): Uint8Array {
  const digest = digestOfId(id)
  if (!digest) throw new TypeError('not the id of a device')
  return digest
}

const fromHex = (hex: string): Buffer => Buffer.from(hex, 'hex')
