/**
 * What the desktop does once all transfers are done. It is chosen for the run at hand alone: no start remembers it, since
 * a machine that shuts down for a reason long forgotten loses its owner's work.
 */
export const ENDINGS = ['nothing', 'quit', 'shut-down'] as const
export type Ending = (typeof ENDINGS)[number]

export interface EndingNow {
  readonly ending: Ending
  /** Until it comes to pass, while it can still be called off; null: nothing is about to. */
  readonly secondsLeft: number | null
}
