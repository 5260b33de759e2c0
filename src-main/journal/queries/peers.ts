/** One row a peer that was trusted once, with its addresses and measured rates in tables of their own. */
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { AgedRate, PeerRecord, RememberedAddress } from '../../peers/ports/directory-store.ts'
import type { Sqlite } from '../sqlite.ts'

interface PeerRow {
  readonly id: PeerId
  readonly name: string
  readonly trust: PeerRecord['trust']
  readonly quarantinedAtMs: number | null
  readonly quarantineReason: string | null
  readonly asks: 0 | 1
  readonly contributes: 0 | 1
  readonly receivedBytes: number
  readonly sentBytes: number
  readonly failures: number
  readonly firstSeenAtMs: number
  readonly lastSeenAtMs: number | null
}

interface AddressRow extends Omit<RememberedAddress, 'typed'> {
  readonly peer: PeerId
  readonly typed: 0 | 1
}

interface RateRow extends AgedRate {
  readonly peer: PeerId
  readonly side: 'origin' | 'lan'
}

const PEER_COLUMNS = `id, name, trust, quarantined_at_ms AS quarantinedAtMs, quarantine_reason AS quarantineReason,
  asks, contributes, received_bytes AS receivedBytes, sent_bytes AS sentBytes, failures, first_seen_at_ms AS firstSeenAtMs,
  last_seen_at_ms AS lastSeenAtMs`

export function peerQueries(db: Sqlite) {
  const ids = db.prepare<[], PeerId>('SELECT id FROM peers ORDER BY first_seen_at_ms, id').pluck()
  const select = db.prepare<[PeerId], PeerRow>(`SELECT ${PEER_COLUMNS} FROM peers WHERE id = ?`)
  const remove = db.prepare<[PeerId]>('DELETE FROM peers WHERE id = ?')
  const put = db.prepare<[PeerRow]>(
    `INSERT INTO peers (id, name, trust, quarantined_at_ms, quarantine_reason, asks, contributes, received_bytes,
       sent_bytes, failures, first_seen_at_ms, last_seen_at_ms)
     VALUES (:id, :name, :trust, :quarantinedAtMs, :quarantineReason, :asks, :contributes, :receivedBytes,
       :sentBytes, :failures, :firstSeenAtMs, :lastSeenAtMs)
     ON CONFLICT (id) DO UPDATE SET name = :name, trust = :trust, quarantined_at_ms = :quarantinedAtMs,
       quarantine_reason = :quarantineReason, asks = :asks, contributes = :contributes,
       received_bytes = :receivedBytes, sent_bytes = :sentBytes, failures = :failures,
       first_seen_at_ms = :firstSeenAtMs, last_seen_at_ms = :lastSeenAtMs`
  )
  const addresses = db.prepare<[PeerId], AddressRow>(
    `SELECT peer_id AS peer, host, port, typed, last_worked_at_ms AS lastWorkedAtMs FROM peer_addresses
     WHERE peer_id = ? ORDER BY last_worked_at_ms DESC, host, port`
  )
  const clearAddresses = db.prepare<[PeerId]>('DELETE FROM peer_addresses WHERE peer_id = ?')
  const addAddress = db.prepare<[AddressRow]>(
    `INSERT OR REPLACE INTO peer_addresses (peer_id, host, port, typed, last_worked_at_ms)
     VALUES (:peer, :host, :port, :typed, :lastWorkedAtMs)`
  )
  const rates = db.prepare<[PeerId], RateRow>(
    'SELECT peer_id AS peer, side, bytes, took_ms AS tookMs, at_ms AS atMs FROM peer_bandwidth WHERE peer_id = ?'
  )
  const clearRates = db.prepare<[PeerId]>('DELETE FROM peer_bandwidth WHERE peer_id = ?')
  const addRate = db.prepare<[RateRow]>(
    'INSERT INTO peer_bandwidth (peer_id, side, bytes, took_ms, at_ms) VALUES (:peer, :side, :bytes, :tookMs, :atMs)'
  )

  const read = (id: PeerId): PeerRecord | null => {
    const row = select.get(id)
    if (!row) return null
    const { quarantinedAtMs, quarantineReason, asks, contributes, ...others } = row
    const { receivedBytes, sentBytes, failures, lastSeenAtMs, ...rest } = others
    const sides = rates.all(id)
    const rateOf = (wanted: RateRow['side']): AgedRate | null => {
      const found = sides.find(({ side }) => side === wanted)
      return found ? { bytes: found.bytes, tookMs: found.tookMs, atMs: found.atMs } : null
    }
    return {
      ...rest,
      quarantine: quarantinedAtMs === null ? null : { atMs: quarantinedAtMs, reason: quarantineReason ?? '' },
      terms: { asks: asks === 1, contributes: contributes === 1 },
      addresses: addresses
        .all(id)
        .map(({ host, port, typed, lastWorkedAtMs }) => ({ host, port, typed: typed === 1, lastWorkedAtMs })),
      originRate: rateOf('origin'),
      lanRate: rateOf('lan'),
      history: { receivedBytes, sentBytes, failures, lastSeenAtMs }
    }
  }

  return {
    all: (): readonly PeerRecord[] => ids.all().flatMap((id) => read(id) ?? []),
    of: read,
    remove: (id: PeerId): void => void remove.run(id),
    /** Call inside a transaction. */
    put(record: PeerRecord): void {
      const { id, name, trust, quarantine, terms, firstSeenAtMs, history } = record
      put.run({
        id,
        name,
        trust,
        quarantinedAtMs: quarantine?.atMs ?? null,
        quarantineReason: quarantine?.reason ?? null,
        asks: terms.asks ? 1 : 0,
        contributes: terms.contributes ? 1 : 0,
        firstSeenAtMs,
        ...history
      })
      clearAddresses.run(id)
      for (const address of record.addresses)
        addAddress.run({ ...address, peer: id, typed: address.typed ? 1 : 0 })
      clearRates.run(id)
      if (record.originRate) addRate.run({ ...record.originRate, peer: id, side: 'origin' })
      if (record.lanRate) addRate.run({ ...record.lanRate, peer: id, side: 'lan' })
    }
  }
}
