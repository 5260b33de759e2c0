/** One step of the journal's history: plain SQL, so that no later change of the program can change the past. */
export interface Migration {
  /** The version the journal has afterwards. */
  readonly version: number
  readonly sql: string
}
