/**
 * What `shoal peer` says while it runs: one line an event for people and log files, a live line on a terminal, JSON
 * lines for scripts. A report only hears.
 */
import type { ContributionNow } from '../../src-shared/model/contribution-now.ts'
import type { PeerSelf } from '../../src-shared/model/peer-self.ts'
import type { Peer } from '../../src-shared/model/peer.ts'
import { jsonLines } from './json-lines.ts'
import type { PeerNews, PlanNews } from './peer-news.ts'
import {
  contributionSentence,
  endedSentence,
  leavingSentence,
  listeningLines,
  shownName
} from './peer-sentences.ts'
import { fitted, printable } from './printable.ts'
import { formatBytes } from '../../src-shared/words/bytes.ts'
import { formatRate } from './quantities.ts'
import type { Write } from './report.ts'

export interface PeerReport {
  listening(self: PeerSelf): void
  peer(news: PeerNews, peer: Peer): void
  plan(news: PlanNews): void
  /** What is done now; comes twice a second. */
  moment(contributions: readonly ContributionNow[]): void
  /** What is broken off: it was asked to stop. */
  leaving(contributions: readonly ContributionNow[]): void
  stopped(): void
}

export function peerJsonReport(write: Write): PeerReport {
  const tell = jsonLines(write)
  return {
    listening: (self) => tell('listening', self),
    peer: (news, { id, name, trust, reached, quarantine }) =>
      tell(news, { id, name, trust, reached, reason: quarantine?.reason ?? null }),
    plan: ({ kind, contribution }) => tell(kind, contribution),
    moment: () => undefined,
    leaving: (contributions) => {
      for (const each of contributions) if (!each.ended) tell('leaving', each)
    },
    stopped: () => tell('stopped', {})
  }
}

/** Back to the first column, clear to the end of the line (ECMA-48 EL). */
const CLEAR_LINE = '\r\u001b[K'

/** `columns` is asked at every drawing, so that the line follows a resized window; null: no terminal. */
export function peerLineReport(stderr: Write, columns: () => number | null): PeerReport {
  const say = (sentence: string): void => stderr(`${columns() === null ? '' : CLEAR_LINE}${sentence}\n`)
  return {
    listening(self) {
      for (const line of listeningLines(self)) say(line)
      say('Ready to help the machines it is paired with; Ctrl-C ends that')
    },
    peer(news, peer) {
      say(peerSentences[news](peer))
    },
    plan({ kind, contribution, isNew }) {
      if (kind === 'plan-ended') return say(endedSentence(contribution))
      if (isNew) say(contributionSentence(contribution))
      if (contribution.problem)
        say(
          printable(
            `${shownName({ name: contribution.name, id: contribution.peer })}: ${contribution.problem.message}`
          )
        )
    },
    moment(contributions) {
      const width = columns()
      // One column stays free: a terminal that writes into the last one may wrap.
      if (width !== null) stderr(`${CLEAR_LINE}${fitted(momentLine(contributions), width - 1)}`)
    },
    leaving(contributions) {
      for (const each of contributions) if (!each.ended) say(leavingSentence(each))
    },
    stopped: () => say('Stopped')
  }
}

const peerSentences: Readonly<Record<PeerNews, (peer: Peer) => string>> = {
  seen: (peer) => printable(`${shownName(peer)} is on this network, not paired; shoal pair ${peer.id}`),
  joined: (peer) => printable(`${shownName(peer)} is here, at ${peer.reached?.host ?? 'an address unknown'}`),
  left: (peer) => printable(`${shownName(peer)} has left`),
  quarantined: (peer) =>
    printable(`${shownName(peer)} is quarantined: ${peer.quarantine?.reason ?? 'it gave wrong bytes'}`)
}

function momentLine(all: readonly ContributionNow[]): string {
  const contributions = all.filter(({ ended }) => !ended)
  if (contributions.length === 0) return 'Nothing to do'
  const sum = (of: (each: ContributionNow) => number): number =>
    contributions.reduce((total, each) => total + of(each), 0)
  const names = [...new Set(contributions.map(({ name, peer }) => shownName({ name, id: peer })))].join(', ')
  const rate = formatRate(sum(({ bytesPerSecond }) => bytesPerSecond))
  return printable(`${rate} for ${names}, ${formatBytes(sum(({ sentBytes }) => sentBytes))} passed on`)
}
