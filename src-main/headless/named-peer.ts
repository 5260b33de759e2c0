/** Which peer a person means: by its id, the beginning of one, or a name that only one has. */
import { fail } from '../../src-shared/errors/problem.ts'
import type { Peer } from '../../src-shared/model/peer.ts'

/** Fewer characters are no id that somebody has copied. */
const LEAST_ID_CHARACTERS = 4

/** Throws ShoalError `peer-not-listed` when it is none, or more than one. */
export function namedPeer(peers: readonly Peer[], text: string): Peer {
  const typed = idCharacters(text)
  const byId =
    typed.length < LEAST_ID_CHARACTERS ? [] : peers.filter(({ id }) => idCharacters(id).startsWith(typed))
  const byName = peers.filter(({ name }) => name === text)
  const [found, ...others] = byId.length > 0 ? byId : byName
  if (!found || others.length > 0) throw fail('peer-not-listed', { peer: text })
  return found
}

/** As they may be typed: in small letters, with spaces, with the digits that look like letters. */
const idCharacters = (text: string): string =>
  text.toUpperCase().replace(/[\s-]/g, '').replace(/0/g, 'O').replace(/1/g, 'I').replace(/8/g, 'B')
