/**
 * The product's page over an engine that only pretends: `?scene=NAME` picks what it shows, `&nearby=NAME` who is near,
 * `&browser` a host without a desktop. It speaks the real
 * contract through the real rpc over a memory wire, so the page cannot tell; `window.double` lets a test act.
 */
/// <reference types="vite/client" />
import type { AddOutcome, AddTransfer, TransferChange } from '../../src-shared/contract/contract.ts'
import { fail, problemOf } from '../../src-shared/errors/problem.ts'
import { ABILITIES } from '../../src-shared/model/ability.ts'
import { applyShifts } from '../../src-shared/model/queue-shift.ts'
import {
  RANGE_DURABLE,
  RANGE_IN_FLIGHT,
  RANGE_RECEIVED,
  type ProgressFrame,
  type RangeMap
} from '../../src-shared/model/progress-frame.ts'
import type { Membership } from '../../src-shared/model/membership.ts'
import type { PairingState } from '../../src-shared/model/pairing.ts'
import { DEFAULT_PEER_POLICY, type PeerPolicy } from '../../src-shared/model/peer-policy.ts'
import type { EndingNow } from '../../src-shared/model/ending.ts'
import { DEFAULT_SETTINGS, type Settings, type SettingsNow } from '../../src-shared/model/settings.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'
import { memoryWire } from '../../src-shared/rpc/memory-transport.ts'
import { serve } from '../../src-shared/rpc/server.ts'
import { detailOf, logOf } from './detail.ts'
import { contributionsOf, helpingOf, nearbyScenes, NETWORK, selfAt, TESTED } from './nearby-scenes.ts'
import { scenes, transfer } from './scenes.ts'

const words = new URLSearchParams(location.search)
/** Connections a pretended transfer spreads over: as many as a real one, or as `?lanes=` says. Each has three ranges. */
const LANES = Number(words.get('lanes') ?? 8)

const scene = words.get('scene') ?? 'empty'
const transfers = new Map<TransferId, Transfer>()
const listeners = new Set<(seq: number, change: TransferChange) => void>()
/** Looked for once for every change, not for every frame: of thousands of transfers, few run. */
let runningIds: readonly TransferId[] | null = null
const calls: { method: string; input: unknown }[] = []
let seq = 0
let frames = 0
let settingsSeq = 0
let endingSeq = 0
let ending: EndingNow = { ending: 'nothing', secondsLeft: null }
const endingListeners = new Set<(seq: number, now: EndingNow) => void>()
let settings: SettingsNow = {
  settings: { ...DEFAULT_SETTINGS, welcomed: scene !== 'first-run' },
  inForce: { kind: 'unlimited' }
}
let policy = DEFAULT_PEER_POLICY
let cached = { contents: 3, bytes: 1_830_000_000, mostBytes: policy.cacheBytes }
const settingsListeners = new Set<(seq: number, now: SettingsNow) => void>()

let membership: Membership =
  scene === 'first-run' ? { kind: 'out', problem: null } : { kind: 'joined', port: 7490, problem: null }
const membershipListeners = new Set<(seq: number, now: Membership) => void>()
let pairing: PairingState = { kind: 'idle' }
const pairingListeners = new Set<(seq: number, now: PairingState) => void>()
let peersSeq = 0

function isIn(next: Membership): null {
  membership = next
  peersSeq++
  for (const listener of membershipListeners) listener(peersSeq, next)
  return null
}

function pairs(next: PairingState): null {
  pairing = next
  peersSeq++
  for (const listener of pairingListeners) listener(peersSeq, next)
  return null
}

function endsWith(next: EndingNow): null {
  ending = next
  endingSeq++
  for (const listener of endingListeners) listener(endingSeq, next)
  return null
}

const peers = nearbyScenes[words.get('nearby') ?? 'none']?.() ?? []
for (const each of scenes[scene]?.() ?? []) transfers.set(each.id, each)

function change(given: TransferChange): void {
  if (given.kind === 'removed') transfers.delete(given.id)
  else if (given.kind === 'shifted') applyShifts(transfers, given.shifts)
  else transfers.set(given.transfer.id, given.transfer)
  runningIds = null
  seq++
  for (const listener of listeners) listener(seq, given)
}

function withState(id: TransferId, state: Transfer['state']): null {
  const before = transfers.get(id)
  if (!before) throw fail('transfer-unknown', { id })
  change({ kind: 'changed', transfer: { ...before, state } })
  return null
}

function add({ uri }: AddTransfer): { id: TransferId } {
  let url: URL
  try {
    url = new URL(uri)
  } catch {
    throw fail('uri-invalid', { uri })
  }
  if (!/^https?:$/.test(url.protocol)) throw fail('scheme-unsupported', { scheme: url.protocol.slice(0, -1) })
  const added = transfer(
    uri,
    200_000_000,
    0,
    { kind: 'running', phase: 'receiving' },
    { addedAtMs: Date.now(), activeSeconds: 0 }
  )
  change({ kind: 'added', transfer: added })
  return { id: added.id }
}

/** Lanes grow side by side; each has some received bytes not yet durable at its edge, then a range in flight. */
function mapOf({ id, length, receivedBytes, state }: Transfer): RangeMap | null {
  if (length === null || length === 0) return null
  const rows: [number, number, number][] = []
  const head = receivedBytes * 0.45
  if (head > 0) rows.push([0, head, RANGE_DURABLE])
  const lane = (length - head) / LANES
  for (let index = 0; index < LANES; index++) {
    const from = head + index * lane
    const here = Math.min(lane, ((receivedBytes * 0.55) / LANES) * (0.7 + (0.6 * ((index * 5) % 8)) / 7))
    const settled = state.kind === 'running' ? here * 0.93 : here
    if (settled > 0) rows.push([from, from + settled, RANGE_DURABLE])
    if (here > settled) rows.push([from + settled, from + here, RANGE_RECEIVED])
    if (state.kind === 'running' && here < lane)
      rows.push([from + here, from + Math.min(lane, here + lane * 0.07), RANGE_IN_FLIGHT])
  }
  return {
    id,
    length,
    starts: Float64Array.from(rows, ([start]) => start),
    ends: Float64Array.from(rows, ([, end]) => end),
    states: Uint8Array.from(rows, ([, , state]) => state)
  }
}

/** Does it to each and refuses none. */
function eachOf(ids: readonly TransferId[], act: (id: TransferId) => unknown): [] {
  ids.forEach(act)
  return []
}

const placeOf = ({ state }: Transfer): number => (state.kind === 'queued' ? state.place : 0)

const RATES = [61_400_000, 18_700_000, 7_250_000, 940_000]
let lastAtMs = performance.now()

function advance(): void {
  const now = performance.now()
  const seconds = (now - lastAtMs) / 1000
  lastAtMs = now
  for (const [row, each] of running().entries()) {
    if (each.state.kind !== 'running' || each.state.phase !== 'receiving') continue
    const receivedBytes = each.receivedBytes + rateOf(row, now) * seconds
    if (each.length === null || receivedBytes < each.length)
      transfers.set(each.id, { ...each, receivedBytes })
    else {
      const path = `${each.directory}/${each.name}`
      const whole = { ...each, receivedBytes: each.length, activeSeconds: 5 }
      change({
        kind: 'changed',
        transfer: { ...whole, state: { kind: 'done', path, finishedAtMs: Date.now() } }
      })
    }
  }
}

function running(): Transfer[] {
  runningIds ??= [...transfers.values()].filter(({ state }) => state.kind === 'running').map(({ id }) => id)
  return runningIds.flatMap((id) => transfers.get(id) ?? [])
}

const rateOf = (row: number, atMs: number): number =>
  (RATES[row % RATES.length] ?? 0) * (1 + 0.04 * Math.sin(atMs / 1300 + row))

function frame(expanded: readonly TransferId[]): ProgressFrame {
  advance()
  frames++
  const moving = running()
  const isReceiving = ({ state }: Transfer): boolean =>
    state.kind === 'running' && state.phase === 'receiving'
  return {
    atMs: performance.now(),
    ids: moving.map(({ id }) => id),
    receivedBytes: Float64Array.from(moving, ({ receivedBytes }) => receivedBytes),
    bytesPerSecond: Float64Array.from(moving, (each, row) =>
      isReceiving(each) ? rateOf(row, performance.now()) : 0
    ),
    connections: Uint16Array.from(moving, (each) => (isReceiving(each) ? each.connections : 0)),
    maps: expanded.flatMap((id) => {
      const each = transfers.get(id)
      const map = each && mapOf(each)
      return map ? [map] : []
    })
  }
}

const wire = memoryWire()
serve(
  wire.server,
  {
    'app.info': () => ({
      version: '0.1.0',
      runtime: 'double',
      stateDirectory: '/home/ada/.local/state/shoal',
      downloadDirectory: settings.settings.downloadDirectory ?? '/home/ada/Downloads'
    }),
    'transfers.add': add,
    'transfers.addMany': ({ files }) =>
      files.map((file): AddOutcome => {
        try {
          return add(file)
        } catch (thrown) {
          return { problem: problemOf(thrown) }
        }
      }),
    'transfers.probe': ({ uri }) => ({
      name: uri.split('/').at(-1) ?? '',
      length: 734_003_200,
      mediaType: 'application/x-iso9660-image',
      comesIn: 'parts',
      uri,
      mirrors: ['https://mirror.example/file'],
      checksums: [],
      described: false
    }),
    'transfers.endProbe': () => null,
    'transfers.pause': ({ ids }) => eachOf(ids, (id) => withState(id, { kind: 'paused' })),
    'transfers.resume': ({ ids }) =>
      eachOf(ids, (id) => withState(id, { kind: 'running', phase: 'receiving' })),
    'transfers.replaceUri': ({ id, uri }) => {
      if (uri.includes('other')) {
        const facts = {
          host: new URL(uri).host,
          reason: 'its file is 4711 bytes long and this one 12000000000'
        }
        throw fail('source-differs', facts)
      }
      return withState(id, { kind: 'running', phase: 'receiving' })
    },
    'transfers.startNow': ({ id }) => withState(id, { kind: 'running', phase: 'receiving' }),
    'transfers.move': ({ id, place }) => {
      const queue = [...transfers.values()]
        .filter(({ state }) => state.kind === 'queued')
        .sort((a, b) => placeOf(a) - placeOf(b))
      const moved = queue.find((each) => each.id === id)
      if (!moved) throw fail('transfer-unknown', { id })
      const others = queue.filter((each) => each !== moved)
      others.splice(place - 1, 0, moved)
      others.forEach((each, index) =>
        withState(each.id, { kind: 'queued', place: index + 1, reason: 'turn' })
      )
      return null
    },
    'settings.get': () => settings,
    'settings.set': (changes) => {
      const changed = { ...settings.settings, ...(changes as Partial<Settings>) }
      const limit = changed.limitBytesPerSecond
      settings = {
        settings: changed,
        inForce: limit === null ? { kind: 'unlimited' } : { kind: 'limited', bytesPerSecond: limit }
      }
      settingsSeq++
      for (const listener of settingsListeners) listener(settingsSeq, settings)
      return null
    },
    'transfers.remove': ({ ids }) => eachOf(ids, (id) => change({ kind: 'removed', id })),
    'progress.frame': ({ expanded }) => frame(expanded),
    'transfers.detail': ({ id }) => {
      const each = transfers.get(id)
      if (!each) throw fail('transfer-unknown', { id })
      return detailOf(each, rateOf(Math.max(0, running().indexOf(each)), performance.now()))
    },
    'transfers.log': ({ id }) => logOf(id),
    'peers.self': () => selfAt(membership.kind === 'joined' ? membership.port : null),
    'peers.network': () => NETWORK,
    'peers.list': () => peers,
    'peers.helping': () => helpingOf(peers, performance.now()),
    'contributions.list': () => contributionsOf(peers, performance.now()),
    'peers.agree': () => null,
    'peers.test': () => TESTED,
    'peers.pair': ({ target }) => pairs({ kind: 'waiting', target }),
    'pairing.confirm': () => pairs({ kind: 'paired', peer: peers[0]?.id ?? '', name: peers[0]?.name ?? '' }),
    'pairing.cancel': () => pairs({ kind: 'idle' }),
    'membership.join': () => isIn({ kind: 'joined', port: 7490, problem: null }),
    'membership.leave': () => isIn({ kind: 'out', problem: null }),
    'peers.policy.get': () => policy,
    'peers.policy.set': (changes) => {
      policy = { ...policy, ...(changes as Partial<PeerPolicy>) }
      return null
    },
    'cache.info': () => cached,
    'cache.clear': () => (cached = { ...cached, contents: 0, bytes: 0 }),
    'desktop.abilities': () => (words.has('browser') ? [] : ABILITIES),
    'desktop.chooseFolder': () => ({ path: '/home/ada/Films and other large things' }),
    'desktop.speak': () => null,
    'desktop.setEnding': ({ ending }) => endsWith({ ending, secondsLeft: null }),
    'desktop.endNow': () => endsWith({ ending: 'nothing', secondsLeft: null }),
    'desktop.saveSettings': () => ({ path: '/home/ada/shoal-settings.json' }),
    'desktop.open': () => null,
    'desktop.openStateFolder': () => null,
    'desktop.showInFolder': () => {
      throw fail('partial-missing', { path: '/home/ada/Downloads/gone' })
    }
  },
  {
    'peers.changes': { subscribe: () => ({ seq: 0, snapshot: peers, unsubscribe: () => undefined }) },
    'membership.changes': {
      subscribe(listener) {
        membershipListeners.add(listener)
        return {
          seq: peersSeq,
          snapshot: membership,
          unsubscribe: () => membershipListeners.delete(listener)
        }
      }
    },
    'pairing.changes': {
      subscribe(listener) {
        pairingListeners.add(listener)
        return { seq: peersSeq, snapshot: pairing, unsubscribe: () => pairingListeners.delete(listener) }
      }
    },
    'transfers.changes': {
      subscribe(listener) {
        listeners.add(listener)
        return { seq, snapshot: [...transfers.values()], unsubscribe: () => listeners.delete(listener) }
      }
    },
    'desktop.ending.changes': {
      subscribe(listener) {
        endingListeners.add(listener)
        return { seq: endingSeq, snapshot: ending, unsubscribe: () => endingListeners.delete(listener) }
      }
    },
    'settings.changes': {
      subscribe(listener) {
        settingsListeners.add(listener)
        return {
          seq: settingsSeq,
          snapshot: settings,
          unsubscribe: () => settingsListeners.delete(listener)
        }
      }
    }
  },
  (method, input) => {
    if (method !== 'progress.frame' && method !== 'transfers.detail') calls.push({ method, input })
    return { ok: true, input }
  }
)

const double = {
  /** Every call but those for live numbers, in order. */
  calls,
  framesAsked: (): number => frames,
  change,
  pairs,
  endsWith,
  transfers: (): readonly Transfer[] => [...transfers.values()],
  cutWire: (): void => wire.close()
}

declare global {
  interface Window {
    double: typeof double
  }
}

Object.assign(window, { double, shoal: wire.client })
await import('../../src-renderer/main.tsx')
