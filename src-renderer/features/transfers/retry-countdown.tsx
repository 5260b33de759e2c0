/** When the next try is, counting down in place once a second without a render. */
import { useEffect, useRef, type ReactElement } from 'react'
import { formatDuration } from '../../ui/format.ts'
import { strings } from '../../ui/strings.ts'

interface RetryCountdownProps {
  readonly untilMs: number
  readonly attempt: number
}

export function RetryCountdown({ untilMs, attempt }: RetryCountdownProps): ReactElement {
  const words = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const write = (): void => {
      const seconds = Math.ceil((untilMs - Date.now()) / 1000)
      const text = seconds > 0 ? strings.row.nextTry(formatDuration(seconds), attempt) : strings.row.tryingNow
      if (words.current) words.current.textContent = text
    }
    write()
    const timer = setInterval(write, 1000)
    return () => clearInterval(timer)
  }, [untilMs, attempt])
  return <span ref={words} data-live="next-try" />
}
