/** What this machine runs on and what its link costs, as far as the system tells. Null: it does not tell. */
export interface PowerAndLink {
  onBattery(): boolean | null
  isMetered(): boolean | null
}
