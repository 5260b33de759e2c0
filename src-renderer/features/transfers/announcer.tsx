/** Tells screen readers what changed, in words, while the eyes may be elsewhere. Says states, never numbers. */
import { useEffect, useRef, type ReactElement } from 'react'
import { useShoal } from '../../bridge/shoal-context.ts'
import { newsBetween } from './news.ts'

export function Announcer(): ReactElement {
  const { transfers, removals } = useShoal()
  const region = useRef<HTMLDivElement>(null)
  useEffect(
    () =>
      transfers.subscribe((now, before) => {
        // The first snapshot is how things are, not news.
        if (before.link !== 'open' || now.byId === before.byId || !region.current) return
        const news = newsBetween(before.byId, now.byId, removals.getState().hidden)
        if (news.length > 0) region.current.textContent = news.join('\n')
      }),
    [transfers, removals]
  )
  return <div ref={region} className="visually-hidden" aria-live="polite" />
}
