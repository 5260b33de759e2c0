/** The owner's policy, one row a rule, its value as JSON. A name this version does not know is left alone. */
import { DEFAULT_PEER_POLICY, type PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import type { Sqlite } from '../sqlite.ts'

interface PolicyRow {
  readonly name: string
  readonly value: string
}

export function peerPolicyQueries(db: Sqlite) {
  const all = db.prepare<[], PolicyRow>('SELECT name, value FROM peer_policy')
  const put = db.prepare<[PolicyRow]>(
    'INSERT INTO peer_policy (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value'
  )
  return {
    all(): PeerPolicy {
      const known = all.all().filter(({ name }) => Object.hasOwn(DEFAULT_PEER_POLICY, name))
      const found = Object.fromEntries(known.map(({ name, value }) => [name, JSON.parse(value) as unknown]))
      return { ...DEFAULT_PEER_POLICY, ...found }
    },
    /** Call inside a transaction. */
    put(policy: PeerPolicy): void {
      for (const [name, value] of Object.entries(policy)) put.run({ name, value: JSON.stringify(value) })
    }
  }
}
