/** What a person's other SSH programs know and use: the hosts they trust, their keys, their agent. */
export interface SshHome {
  /** Name on this machine, which servers are greeted with when no other is given. */
  readonly user: string
  /** Texts of known_hosts files. */
  readonly knownHosts: readonly string[]
  /** Texts of private key files; some may be locked by a passphrase. */
  readonly keys: readonly string[]
  /** Socket of the agent, or null. */
  readonly agent: string | null
}
