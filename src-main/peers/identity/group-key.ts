/**
 * The secret that the machines of a fleet share instead of being paired one by one: whoever proves that they have it,
 * on a TLS channel where they have shown their own key, is trusted. It never travels and is never shown or logged; a
 * proof is worth nothing on any other channel, in the other direction, or between other keys.
 *
 *   proof = HMAC-SHA256(group key, "shoal group proof 1" ‖ role ‖ client ‖ server ‖ keying material)
 *
 * Label in ASCII; role one byte, 01 for the client's proof and 02 for the server's; ids as the 32 bytes of their
 * digest; keying material 32 bytes by RFC 8446 §7.5 with the label EXPORTER-shoal-group-1 and an empty context.
 */
import { createHmac, createSecretKey, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto'
import type tls from 'node:tls'
import { fail, type ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import { digestOfId } from './device-id.ts'
import { idOfSocket } from './pinned-tls.ts'
import { readPrivateFile, reasonOf, writePrivateFile, type PrivateFile } from './private-file.ts'

/** As strong as the keys it stands in for; shorter ones could be found by trying, with one proof in hand. */
const KEY_BYTES = 32
/** 32 random bytes have some 30 different ones; fewer than 16 means that somebody filled a file. */
const FEWEST_DIFFERENT_BYTES = 16
const LABEL = Buffer.from('shoal group proof 1', 'ascii')
const EXPORTER_LABEL = 'EXPORTER-shoal-group-1'
const ROLE_BYTE = { client: 1, server: 2 } as const

export type GroupRole = 'client' | 'server'

/**
 * Reads a group key: a line of hex or base64 that stands for at least 32 bytes, or at least 32 bytes as they are.
 * Throws ShoalError: `group-key-missing`, `group-key-unreadable`, `group-key-exposed`, `group-key-weak`.
 */
export async function readGroupKey(file: string): Promise<KeyObject> {
  let found: PrivateFile | null
  try {
    found = await readPrivateFile(file)
  } catch (thrown) {
    throw fail('group-key-unreadable', { file, reason: reasonOf(thrown) }, thrown)
  }
  if (!found) throw fail('group-key-missing', { file })
  // A group of the system may read it, so that a daemon can without owning it.
  if (found.mode !== null && (found.mode & 0o027) !== 0) throw fail('group-key-exposed', { file })
  return createSecretKey(keyIn(found.bytes, file))
}

/** Makes a new one, for its owner alone. Throws ShoalError `group-key-unwritable`, also when there is such a file. */
export async function createGroupKey(file: string): Promise<void> {
  try {
    await writePrivateFile(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`)
  } catch (thrown) {
    throw fail('group-key-unwritable', { file, reason: reasonOf(thrown) }, thrown)
  }
}

/** What this end of a channel proves, in hex. Throws ShoalError `peer-unidentified`. */
export const proofOf = (key: KeyObject, own: PeerId, role: GroupRole, socket: tls.TLSSocket): string =>
  proof(key, role, own, idOfSocket(socket), socket).toString('hex')

/** Throws ShoalError `group-refused` when the other end, whose role is given, has not proved it. */
export function checkProof(
  key: KeyObject,
  own: PeerId,
  theirRole: GroupRole,
  socket: tls.TLSSocket,
  proved: string
): void {
  const expected = proof(key, theirRole, idOfSocket(socket), own, socket)
  const given = Buffer.from(proved, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw groupRefused(socket)
}

export const groupRefused = (socket: tls.TLSSocket): ShoalError =>
  fail('group-refused', { address: socket.remoteAddress ?? 'the other end' })

function proof(
  key: KeyObject,
  role: GroupRole,
  prover: PeerId,
  verifier: PeerId,
  socket: tls.TLSSocket
): Buffer {
  const [client, server] = role === 'client' ? [prover, verifier] : [verifier, prover]
  return createHmac('sha256', key)
    .update(LABEL)
    .update(Buffer.of(ROLE_BYTE[role]))
    .update(bytesOf(client))
    .update(bytesOf(server))
    .update(socket.exportKeyingMaterial(32, EXPORTER_LABEL, Buffer.alloc(0)))
    .digest()
}

function bytesOf(id: PeerId): Uint8Array {
  const digest = digestOfId(id)
  if (!digest) throw new TypeError('not the id of a device')
  return digest
}

function keyIn(bytes: Buffer, file: string): Buffer {
  const weak = (reason: string): ShoalError => fail('group-key-weak', { file, reason })
  // Text is hex or base64, never a key as it stands: what people think up can be guessed.
  const isText = bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d)
  const key = isText ? decoded(bytes.toString('ascii').trim()) : bytes
  if (!key) throw weak('it is text, but neither one line of hex nor of base64')
  if (key.length < KEY_BYTES) throw weak(`it has ${key.length} bytes, and ${KEY_BYTES} are needed`)
  if (new Set(key).size < FEWEST_DIFFERENT_BYTES) throw weak('its bytes are not random')
  return key
}

/** Null when it is neither; hex is tried first, since all of it could be base64, too. */
function decoded(line: string): Buffer | null {
  if (/^(?:[0-9a-f]{2})*$/i.test(line)) return Buffer.from(line, 'hex')
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(line) ? Buffer.from(line, 'base64') : null
}
