/** A line of a transfer's log: what was decided or happened, why, and the numbers behind it. */
export interface TransferEvent {
  /** Unix time in milliseconds. */
  readonly atMs: number
  /** Short, stable, kebab-case: `redirected`, `connection-retired`, `range-reassigned`. */
  readonly kind: string
  readonly detail: Readonly<Record<string, string | number | boolean | null>>
}
