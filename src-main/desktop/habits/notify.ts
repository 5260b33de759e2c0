/**
 * Tells news by the system's notifications to somebody who is not looking at the window: of the kinds that are wanted,
 * and without a sound unless that is. Many files that end together are one notification; a machine that comes again and
 * again is told of once in a while.
 */
import { Notification } from 'electron'
import type { Settings } from '../../../src-shared/model/settings.ts'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import { said, words } from '../words.ts'
import { isWanted, type News } from './news.ts'

export interface NotifyParts {
  /** Whether a person looks at the window now: what it shows need not be told. */
  isLookedAt(): boolean
  /** As they are now. */
  settings(): Settings
  openWindow(): void
  showInFolder(id: TransferId): void
  nowMs(): number
}

export interface Notifier {
  tell(news: News): void
  /** Resolves with whether it could be said. */
  say(what: { readonly title: string; readonly body: string }): boolean
}

/** Files that end within this time are told of together. */
const TOGETHER_MS = 400
/** As many as a person reads one by one. */
const MOST_APART = 3
/** A transfer's plans come and go; its owner is told of once in this time. */
const SAME_PEER_MS = 10 * 60_000

export function notifier({ isLookedAt, settings, openWindow, showInFolder, nowMs }: NotifyParts): Notifier {
  /** One that is collected as garbage hears no click. */
  const open = new Set<Notification>()
  const toldOfPeerAtMs = new Map<PeerId, number>()
  let waiting: Extract<News, { readonly transfer: unknown }>[] = []

  const show = (
    { title, body }: { readonly title: string; readonly body: string },
    onClick: () => void
  ): boolean => {
    if (!Notification.isSupported()) return false
    const notification = new Notification({ title, body, silent: !settings().notifySound })
    open.add(notification)
    notification.on('click', () => {
      open.delete(notification)
      onClick()
    })
    notification.on('close', () => open.delete(notification))
    notification.on('failed', () => open.delete(notification))
    notification.show()
    return true
  }

  const flush = (): void => {
    const told = waiting
    waiting = []
    const done = told.filter(({ kind }) => kind === 'done')
    const others = told.filter(({ kind }) => kind !== 'done')
    if (done.length > MOST_APART) show(words.news.manyDone(done.length), openWindow)
    else
      for (const { transfer } of done) show(words.news.done(transfer.name), () => showInFolder(transfer.id))
    if (others.length > MOST_APART) show(words.news.manyFailed(others.length), openWindow)
    else {
      for (const news of others) {
        if (news.kind === 'failed')
          show(words.news.failed(news.transfer.name, said(news.problem).message), openWindow)
        if (news.kind === 'needs-you') {
          const { message, advice } = 'advice' in news.what ? said(news.what) : { ...news.what, advice: '' }
          show(words.news.needsYou(news.transfer.name, message, advice), openWindow)
        }
      }
    }
  }

  return {
    say: (what) => show(what, openWindow),
    tell(news) {
      if (isLookedAt() || !isWanted(news, settings())) return
      switch (news.kind) {
        case 'done':
        case 'failed':
        case 'needs-you':
          if (waiting.length === 0) setTimeout(flush, TOGETHER_MS)
          waiting.push(news)
          return
        case 'pairing':
          show(words.news.pairing(words.someMachine(news.name), news.code), openWindow)
          return
        case 'paired':
          show(words.news.paired(words.someMachine(news.name)), openWindow)
          return
        case 'helping': {
          const lastAtMs = toldOfPeerAtMs.get(news.peer) ?? -Infinity
          if (nowMs() - lastAtMs < SAME_PEER_MS) return
          toldOfPeerAtMs.set(news.peer, nowMs())
          show(words.news.helping(words.someMachine(news.name), news.file), openWindow)
          return
        }
      }
    }
  }
}
