/** The log in words, latest first. It is read when it is opened, and again now and then while it is seen. */
import { useEffect, useState, type ReactElement } from 'react'
import type { TransferEvent } from '../../../../src-shared/model/transfer-event.ts'
import type { TransferId } from '../../../../src-shared/model/transfer.ts'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { formatClock } from '../../../ui/format.ts'
import { strings } from '../../../ui/strings.ts'
import { logWords } from './log-words.ts'
import { nameIn } from './names.ts'
import { Section } from './section.tsx'
import { useDetailFeed } from './use-detail.ts'
import styles from './log.module.css'

const NEWEST = 200
const READ_EVERY_MS = 2000

export function Log({ id }: { readonly id: TransferId }): ReactElement {
  const { client } = useShoal()
  const feed = useDetailFeed()
  const [events, setEvents] = useState<readonly TransferEvent[] | null>(null)
  useEffect(() => {
    let readAtMs = -Infinity
    let isOver = false
    // The feed rests while the window is hidden or nothing moves, and so does this.
    const unwatch = feed.watch(({ atMs }) => {
      if (atMs - readAtMs < READ_EVERY_MS) return
      readAtMs = atMs
      client.call('transfers.log', { id, newest: NEWEST }).then(
        (read) => {
          if (!isOver) setEvents((before) => (isSame(before, read) ? before : read))
        },
        // The window says elsewhere that the engine is gone; what was read stays.
        () => undefined
      )
    })
    return () => {
      isOver = true
      unwatch()
    }
  }, [client, feed, id])
  const nameOf = feed.latest ? nameIn(feed.latest) : (source: string) => source
  if (!events || events.length === 0)
    return <p className={styles.none}>{events ? strings.detail.log.none : strings.detail.waiting}</p>
  return (
    <Section title={strings.detail.log.newest(events.length)} part="log">
      <ol className={styles.lines} reversed>
        {[...events].reverse().map((event, at) => (
          <li key={events.length - at}>
            <time dateTime={new Date(event.atMs).toISOString()}>{formatClock(event.atMs)}</time>
            <span>{logWords(event, nameOf)}</span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

const isSame = (before: readonly TransferEvent[] | null, now: readonly TransferEvent[]): boolean =>
  before?.length === now.length && JSON.stringify(before.at(-1)) === JSON.stringify(now.at(-1))
