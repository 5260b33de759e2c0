/** A transfer's id: 60 random bits, short enough to be typed after `shoal pause`. */
import { randomBytes } from 'node:crypto'
import type { TransferId } from '../../src-shared/model/transfer.ts'

/** Crockford's base 32: no letter that is mistaken for a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const CHARACTERS = 12

export const newTransferId = (): TransferId =>
  Array.from(randomBytes(CHARACTERS), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
