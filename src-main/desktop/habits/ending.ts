/**
 * Quits Shoal, or shuts the machine down, once the last transfer has ended by itself, after a countdown that anybody
 * sees and can call off, and that a new transfer calls off, too. Chosen for this run and for once; it is never kept. The
 * seconds are counted, not read from a clock: a machine that wakes from sleep has as many left as when it fell asleep.
 */
import type { Ending, EndingNow } from '../../../src-shared/model/ending.ts'
import type { Transfer, TransferStateKind } from '../../../src-shared/model/transfer.ts'

export const COUNTDOWN_SECONDS = 60

export interface EndingParts {
  transfers(): Iterable<Pick<Transfer, 'state'>>
  /** Brings the countdown before a person's eyes. */
  announce(ending: Exclude<Ending, 'nothing'>): void
  /** What was announced has come, once. */
  end(ending: Exclude<Ending, 'nothing'>): void
}

export interface FollowedEnding {
  now(): EndingNow
  onChange(hear: (now: EndingNow) => void): void
  /** Calls off what is being counted down, and chooses what comes instead. */
  choose(ending: Ending): void
  /** Ends at once what is being counted down; otherwise nothing. */
  endNow(): void
  /** A transfer changed. */
  changed(before: Pick<Transfer, 'state'> | undefined, now: Pick<Transfer, 'state'> | undefined): void
}

const BUSY: ReadonlySet<TransferStateKind> = new Set<TransferStateKind>(['running', 'queued', 'retrying'])

export function followEnding({ transfers, announce, end }: EndingParts): FollowedEnding {
  const hearers: ((now: EndingNow) => void)[] = []
  let now: EndingNow = { ending: 'nothing', secondsLeft: null }
  let timer: NodeJS.Timeout | null = null

  const become = (next: EndingNow): void => {
    if (next.secondsLeft === null && timer) {
      clearInterval(timer)
      timer = null
    }
    now = next
    for (const hear of hearers) hear(now)
  }
  const come = (): void => {
    const { ending } = now
    become({ ending: 'nothing', secondsLeft: null })
    if (ending !== 'nothing') end(ending)
  }
  const tick = (): void => {
    const secondsLeft = (now.secondsLeft ?? 0) - 1
    if (secondsLeft <= 0) come()
    else become({ ...now, secondsLeft })
  }
  const isBusy = (): boolean => {
    for (const { state } of transfers()) if (BUSY.has(state.kind)) return true
    return false
  }

  return {
    now: () => now,
    onChange: (hear) => void hearers.push(hear),
    choose: (ending) => become({ ending, secondsLeft: null }),
    endNow() {
      if (now.secondsLeft !== null) come()
    },
    changed(before, after) {
      const isNew = before === undefined && after !== undefined
      if (now.secondsLeft !== null) {
        if (isNew || isBusy()) become({ ...now, secondsLeft: null })
        return
      }
      const hasEnded =
        before !== undefined &&
        BUSY.has(before.state.kind) &&
        (after?.state.kind === 'done' || after?.state.kind === 'failed')
      if (now.ending === 'nothing' || !hasEnded || isBusy()) return
      timer = setInterval(tick, 1_000)
      become({ ...now, secondsLeft: COUNTDOWN_SECONDS })
      announce(now.ending)
    }
  }
}
