/** One row a transfer. What is only ever read whole (validator, verification, request, state, …) is kept as JSON. */
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import type { Checkpoint, RecordedState, TransferRecord } from '../../engine/ports/journal-port.ts'
import type { Sqlite } from '../sqlite.ts'

interface TransferRow extends Omit<
  TransferRecord,
  | 'validator'
  | 'verification'
  | 'request'
  | 'mirrors'
  | 'described'
  | 'told'
  | 'filed'
  | 'state'
  | 'notices'
  | 'sources'
> {
  readonly validator: string | null
  readonly verification: string
  readonly request: string
  readonly mirrors: string
  readonly described: 0 | 1
  readonly told: string | null
  readonly filed: 0 | 1
  readonly state: RecordedState['kind']
  readonly stateDetail: string
  readonly notices: string
  readonly sources: string
}

type CounterRow = Pick<
  TransferRow,
  'id' | 'activeSeconds' | 'refetchedBytes' | 'retransmittedBytes' | 'sources'
>

/** Column of each property, in the order of the table. */
const COLUMNS = {
  id: 'id',
  uri: 'uri',
  directory: 'directory',
  requestedName: 'requested_name',
  name: 'name',
  connections: 'connections',
  caCertificate: 'ca_certificate',
  request: 'request',
  length: 'length',
  validator: 'validator',
  state: 'state',
  stateDetail: 'state_detail',
  notices: 'notices',
  sources: 'sources',
  addedAtMs: 'added_at_ms',
  activeSeconds: 'active_seconds',
  refetchedBytes: 'refetched_bytes',
  retransmittedBytes: 'retransmitted_bytes',
  verification: 'verification',
  limitBytesPerSecond: 'limit_bytes_per_second',
  priority: 'priority',
  queuePosition: 'queue_position',
  mirrors: 'mirrors',
  described: 'described',
  told: 'told',
  anchor: 'anchor',
  filed: 'filed'
} as const satisfies Record<keyof TransferRow, string>

const columns = Object.entries(COLUMNS)

export function transferQueries(db: Sqlite) {
  const all = db.prepare<[], TransferRow>(
    `SELECT ${columns.map(([property, column]) => `${column} AS ${property}`).join(', ')}
     FROM transfers ORDER BY added_at_ms, rowid`
  )
  const insert = db.prepare<[TransferRow]>(
    `INSERT INTO transfers (${columns.map(([, column]) => column).join(', ')})
     VALUES (${columns.map(([property]) => `:${property}`).join(', ')})`
  )
  const update = db.prepare<[TransferRow]>(
    `UPDATE transfers SET ${columns.map(([property, column]) => `${column} = :${property}`).join(', ')} WHERE id = :id`
  )
  const count = db.prepare<[CounterRow]>(
    `UPDATE transfers SET active_seconds = :activeSeconds, refetched_bytes = :refetchedBytes,
       retransmitted_bytes = :retransmittedBytes, sources = :sources
     WHERE id = :id`
  )
  const remove = db.prepare<[TransferId]>('DELETE FROM transfers WHERE id = ?')
  return {
    all: (): readonly TransferRecord[] => all.all().map(toRecord),
    insert: (record: TransferRecord): void => void insert.run(toRow(record)),
    /** False when there is no such transfer. */
    update: (record: TransferRecord): boolean => update.run(toRow(record)).changes === 1,
    /** False when there is no such transfer. */
    count: (id: TransferId, counters: Checkpoint): boolean =>
      count.run({
        id,
        activeSeconds: counters.activeSeconds,
        refetchedBytes: counters.refetchedBytes,
        retransmittedBytes: counters.retransmittedBytes,
        sources: JSON.stringify(counters.sources)
      }).changes === 1,
    remove: (id: TransferId): void => void remove.run(id)
  }
}

function toRow({
  validator,
  verification,
  request,
  mirrors,
  described,
  told,
  filed,
  state,
  notices,
  sources,
  ...rest
}: TransferRecord): TransferRow {
  const { kind, ...detail } = state
  return {
    ...rest,
    validator: validator && JSON.stringify(validator),
    request: JSON.stringify(request),
    mirrors: JSON.stringify(mirrors),
    described: described ? 1 : 0,
    told: told && JSON.stringify(told),
    filed: filed ? 1 : 0,
    verification: JSON.stringify(verification),
    state: kind,
    stateDetail: JSON.stringify(detail),
    notices: JSON.stringify(notices),
    sources: JSON.stringify(sources)
  }
}

function toRecord({
  validator,
  request,
  mirrors,
  described,
  told,
  filed,
  verification,
  state,
  stateDetail,
  notices,
  sources,
  ...rest
}: TransferRow): TransferRecord {
  return {
    ...rest,
    validator: validator === null ? null : (JSON.parse(validator) as TransferRecord['validator']),
    request: JSON.parse(request) as TransferRecord['request'],
    mirrors: JSON.parse(mirrors) as TransferRecord['mirrors'],
    described: described === 1,
    told: told === null ? null : (JSON.parse(told) as TransferRecord['told']),
    filed: filed === 1,
    verification: JSON.parse(verification) as TransferRecord['verification'],
    state: { ...(JSON.parse(stateDetail) as object), kind: state } as RecordedState,
    notices: JSON.parse(notices) as TransferRecord['notices'],
    sources: JSON.parse(sources) as TransferRecord['sources']
  }
}
