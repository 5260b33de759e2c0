/**
 * What of all that changes is worth a notification: a file that is here or will not come, a machine that asks to be
 * paired, was paired, or uses this one. Pure: what was, what is, and whether that is news.
 */
import type { ProblemCode } from '../../../src-shared/errors/catalogue.ts'
import type { Settings } from '../../../src-shared/model/settings.ts'
import type { Problem } from '../../../src-shared/errors/problem.ts'
import { READ_BACK_NOTICE, type Notice, type Transfer } from '../../../src-shared/model/transfer.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { Situation } from '../situation.ts'
import { fileOf } from '../tray/tray-menu.ts'

export type News =
  | { readonly kind: 'done'; readonly transfer: Transfer }
  | { readonly kind: 'failed'; readonly transfer: Transfer; readonly problem: Problem }
  | {
      readonly kind: 'needs-you'
      readonly transfer: Transfer
      readonly what: Problem | Notice
    }
  | { readonly kind: 'pairing'; readonly name: string; readonly code: string }
  | { readonly kind: 'paired'; readonly name: string }
  | { readonly kind: 'helping'; readonly peer: PeerId; readonly name: string; readonly file: string }

/** The transfer goes on as soon as a person has done something about it, and not before. */
const NEEDS_A_PERSON: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'http-unauthorized',
  'http-forbidden',
  'proxy-unauthorized',
  'login-refused',
  'tls-untrusted',
  'host-key-unknown',
  'host-key-changed',
  'source-changed',
  'checksum-mismatch',
  'disk-full',
  'directory-missing',
  'directory-unwritable'
])

/** What a start finds is no news: it was told when it happened. */
export function newsOfTransfer(before: Transfer | undefined, now: Transfer | undefined): News | null {
  if (!before || !now) return null
  const differing = readBackNotice(now)
  if (differing && readBackNotice(before)?.message !== differing.message)
    return { kind: 'needs-you', transfer: now, what: differing }
  if (before.state.kind === now.state.kind) return null
  const { state } = now
  if (state.kind === 'done') return { kind: 'done', transfer: now }
  if (state.kind !== 'failed') return null
  const { problem } = state
  return NEEDS_A_PERSON.has(problem.code)
    ? { kind: 'needs-you', transfer: now, what: problem }
    : { kind: 'failed', transfer: now, problem }
}

const readBackNotice = ({ notices }: Transfer): Notice | undefined =>
  notices.find(({ code }) => code === READ_BACK_NOTICE)

export function newsOfSituation(before: Situation, now: Situation): readonly News[] {
  return [...pairingNews(before, now), ...pairedNews(before, now), ...helpingNews(before, now)]
}

function pairingNews({ pairing: before }: Situation, { pairing }: Situation): News[] {
  if (pairing.kind !== 'comparing' || pairing.confirmed === 'here') return []
  if (before.kind === 'comparing' && before.code === pairing.code) return []
  return [{ kind: 'pairing', name: pairing.name, code: pairing.code }]
}

function pairedNews({ peers: before }: Situation, { peers }: Situation): News[] {
  if (before === null || peers === null || before === peers) return []
  const trusted = new Set(before.filter(({ trust }) => isTrusted(trust)).map(({ id }) => id))
  return peers
    .filter(({ id, trust }) => isTrusted(trust) && !trusted.has(id))
    .map(({ name }) => ({ kind: 'paired', name }))
}

function helpingNews({ contributions: before }: Situation, { contributions }: Situation): News[] {
  const helped = new Set(before.map(({ peer }) => peer))
  const fresh = new Map(
    contributions
      .filter(({ peer }) => !helped.has(peer))
      .map((contribution) => [contribution.peer, contribution])
  )
  return [...fresh.values()].map(({ peer, name, uri }) => ({
    kind: 'helping',
    peer,
    name,
    file: fileOf(uri)
  }))
}

/** Whether a person wants to be told of it. */
export function isWanted({ kind }: News, settings: Settings): boolean {
  switch (kind) {
    case 'done':
      return settings.notifyDone
    case 'failed':
      return settings.notifyFailed
    case 'needs-you':
      return settings.notifyNeedsYou
    case 'pairing':
    case 'paired':
      return settings.notifyPairing
    case 'helping':
      return settings.notifyHelping
  }
}

const isTrusted = (trust: string): boolean => trust === 'paired' || trust === 'group'
