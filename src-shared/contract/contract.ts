/**
 * The contract: every call a window, a terminal or a web page may make of a running Shoal, as one value.
 * Clients, handlers, the preload's gate and test doubles all derive from it, so a call that is not here does not
 * exist. Input schemas live with the handlers (host/contract), which must supply one for every name.
 */
import type { Problem } from '../errors/problem.ts'
import type { Ability } from '../model/ability.ts'
import type { Checksum } from '../model/checksum.ts'
import type { CacheInfo, ContributionNow } from '../model/contribution-now.ts'
import type { Ending, EndingNow } from '../model/ending.ts'
import type { FileCheck } from '../model/file-check.ts'
import type { HelpNow } from '../model/help-now.ts'
import type { Membership } from '../model/membership.ts'
import type { PairingState } from '../model/pairing.ts'
import type { PeerNetwork } from '../model/peer-network.ts'
import type { PeerPolicy } from '../model/peer-policy.ts'
import type { PeerSelf, PeerTestResult } from '../model/peer-self.ts'
import type { Peer, PeerId, PeerTerms, Plan } from '../model/peer.ts'
import type { Probe } from '../model/probe.ts'
import type { ProgressFrame } from '../model/progress-frame.ts'
import type { QueueShift } from '../model/queue-shift.ts'
import type { Priority, Settings, SettingsNow } from '../model/settings.ts'
import type { RequestOptions } from '../model/request-options.ts'
import type { TransferDetail } from '../model/transfer-detail.ts'
import type { TransferEvent } from '../model/transfer-event.ts'
import type { Transfer, TransferId } from '../model/transfer.ts'
import type { LanguageCode } from '../words/language.ts'

/** A call answered once. `query` changes nothing; `command` does. The type parameters exist for the compiler only. */
export interface Call<Kind extends 'query' | 'command', Input, Output> {
  readonly kind: Kind
  readonly types?: { readonly input: Input; readonly output: Output }
}
/** A subscription: one snapshot, then ordered events with sequence numbers; a gap brings a new snapshot. */
export interface Stream<Snapshot, Event> {
  readonly kind: 'stream'
  readonly types?: { readonly snapshot: Snapshot; readonly event: Event }
}

const query = <Input, Output>(): Call<'query', Input, Output> => ({ kind: 'query' })
const command = <Input, Output>(): Call<'command', Input, Output> => ({ kind: 'command' })
const stream = <Snapshot, Event>(): Stream<Snapshot, Event> => ({ kind: 'stream' })

export const contract = {
  /** What is running: version, state directory, where files go. */
  'app.info': query<null, AppInfo>(),
  'transfers.add': command<AddTransfer, { readonly id: TransferId }>(),
  /** As `transfers.add` for each of them, kept and told in one go. Answers for each, in their order. */
  'transfers.addMany': command<AddMany, readonly AddOutcome[]>(),
  /** Fetches the one file that a Metalink description is of. */
  'transfers.addMetalink': command<AddMetalink, { readonly id: TransferId }>(),
  /** Asks the server of a file nobody fetches yet what it is. Rejects as the transfer would, or with `interrupted`. */
  'transfers.probe': query<ProbeTransfer, Probe>(),
  /** Nobody waits for that answer any more. */
  'transfers.endProbe': command<OneProbe, null>(),
  /** This and what else names several is kept and told in one go. It answers for those it could not be done to. */
  'transfers.pause': command<SomeTransfers, readonly RefusedTransfer[]>(),
  'transfers.resume': command<SomeTransfers, readonly RefusedTransfer[]>(),
  /** Goes on from another address, once that has shown the bytes that are here; rejects when it does not. */
  'transfers.replaceUri': command<ReplaceUri, null>(),
  'transfers.remove': command<RemoveTransfers, readonly RefusedTransfer[]>(),
  /** Each one's own limit, from now on. */
  'transfers.limit': command<LimitTransfers, readonly RefusedTransfer[]>(),
  /** Moves one that waits for its turn to another place in the queue. */
  'transfers.move': command<MoveTransfer, null>(),
  'transfers.prioritize': command<PrioritizeTransfers, readonly RefusedTransfer[]>(),
  /** Starts one that waits for its turn at once. */
  'transfers.startNow': command<OneTransfer, null>(),
  /** The log of one transfer, oldest first. */
  'transfers.log': query<LogOfTransfer, readonly TransferEvent[]>(),
  /** Reads a finished file anew and says whether it is what it should be. Rejects with `transfer-not-done`, `file-missing`. */
  'transfers.check': query<OneTransfer, FileCheck>(),
  /** Everything that an open detail shows; for an open detail, some times a second, or for one look. */
  'transfers.detail': query<OneTransfer, TransferDetail>(),
  /** Live counters; range maps only for the transfers named. Ask again when the last frame has been drawn. */
  'progress.frame': query<FrameRequest, ProgressFrame>(),
  'transfers.changes': stream<readonly Transfer[], TransferChange>(),
  'settings.get': query<null, SettingsNow>(),
  /** What is absent stays as it is. */
  'settings.set': command<ChangeSettings, null>(),
  'settings.changes': stream<SettingsNow, SettingsNow>(),
  /** Who has or fetches which part of the file now; null before its length is known. */
  'transfers.plan': query<OneTransfer, Plan | null>(),
  /**
   * Whether this machine takes part in the LAN. A program that stays can join and leave at any time, and is in again
   * at its next start; others are what they were started as.
   */
  'membership.changes': stream<Membership, Membership>(),
  /** Resolves when others can find and reach it; rejects with what stands in the way. */
  'membership.join': command<null, null>(),
  /** Those who are being helped are told first. Resolves when the port is closed. */
  'membership.leave': command<null, null>(),
  /** All calls about peers reject with `peers-off` where Shoal runs without them. */
  'peers.self': query<null, PeerSelf>(),
  /** The networks that other machines can be met on. */
  'peers.network': query<null, PeerNetwork>(),
  'peers.list': query<null, readonly Peer[]>(),
  'peers.changes': stream<readonly Peer[], PeerChange>(),
  /** Remembers where a peer may be, and looks there. */
  'peers.addAddress': command<AddPeerAddress, null>(),
  'peers.unpair': command<OnePeer, null>(),
  /** Out of quarantine. */
  'peers.forgive': command<OnePeer, null>(),
  /** What is absent stays as it is. Rejects with `peer-not-trusted` for a stranger. */
  'peers.agree': command<AgreeWithPeer, null>(),
  /** What works on this machine, and towards one peer or all that are known. */
  'peers.test': query<TestPeers, readonly PeerTestResult[]>(),
  /** Begins a pairing; how it goes on is told by `pairing.changes`. */
  'peers.pair': command<BeginPairing, null>(),
  'pairing.changes': stream<PairingState, PairingState>(),
  /** A person has compared the codes; `code` is the one that was seen. */
  'pairing.confirm': command<ConfirmPairing, null>(),
  'pairing.cancel': command<null, null>(),
  'peers.policy.get': query<null, PeerPolicy>(),
  /** What is absent stays as it is. */
  'peers.policy.set': command<ChangePeerPolicy, null>(),
  /** What peers do for the transfers that run here. */
  'peers.helping': query<null, readonly HelpNow[]>(),
  /** What this machine does for others now. */
  'contributions.list': query<null, readonly ContributionNow[]>(),
  'cache.info': query<null, CacheInfo>(),
  /** Forgets what was fetched for others, but for what is being read. */
  'cache.clear': command<null, CacheInfo>(),
  /** What the host of the page that asks can do of the following. Every host of a page answers this one. */
  'desktop.abilities': query<null, readonly Ability[]>(),
  /** Answered by the desktop alone. */
  'desktop.open': command<OneTransfer, null>(),
  'desktop.showInFolder': command<OneTransfer, null>(),
  /** The folder of Shoal's own state, in the system's file manager. */
  'desktop.openStateFolder': command<null, null>(),
  /** The addresses a person has copied; nothing else of the clipboard. */
  'desktop.copiedLinks': query<null, readonly string[]>(),
  /** The system's own dialog, over the window; null when nothing was chosen. */
  'desktop.chooseFolder': command<ChooseFolder, { readonly path: string } | null>(),
  /** Writes an exported settings file to where the system's dialog says; null when nothing was chosen. */
  'desktop.saveSettings': command<SaveSettings, { readonly path: string } | null>(),
  /** What is said beside the window is said in this language from now on, and after the next start. */
  'desktop.speak': command<Speak, null>(),
  /** What comes once all transfers are done, in this run and once, and how soon it does. */
  'desktop.ending.changes': stream<EndingNow, EndingNow>(),
  /** Also calls off what is about to come. */
  'desktop.setEnding': command<SetEnding, null>(),
  /** What is being counted down comes at once. */
  'desktop.endNow': command<null, null>()
} as const

export type Contract = typeof contract
export type StreamName = {
  [N in keyof Contract]: Contract[N]['kind'] extends 'stream' ? N : never
}[keyof Contract]
export type MethodName = Exclude<keyof Contract, StreamName>

/** What the phantom parameters of a call or stream carry. */
type TypesOf<N extends keyof Contract> = NonNullable<Contract[N]['types']>
export type InputOf<N extends MethodName> = TypesOf<N> extends { readonly input: infer I } ? I : never
export type OutputOf<N extends MethodName> = TypesOf<N> extends { readonly output: infer O } ? O : never
export type SnapshotOf<N extends StreamName> = TypesOf<N> extends { readonly snapshot: infer S } ? S : never
export type EventOf<N extends StreamName> = TypesOf<N> extends { readonly event: infer E } ? E : never

export const isMethod = (name: unknown): name is MethodName =>
  typeof name === 'string' &&
  Object.hasOwn(contract, name) &&
  contract[name as keyof Contract].kind !== 'stream'
export const isStream = (name: unknown): name is StreamName =>
  typeof name === 'string' &&
  Object.hasOwn(contract, name) &&
  contract[name as keyof Contract].kind === 'stream'

export interface AppInfo {
  readonly version: string
  /** e.g. "Electron 45.4.1" or "Node 24.21.0". */
  readonly runtime: string
  readonly stateDirectory: string
  /** Folder a transfer goes to when none is named. */
  readonly downloadDirectory: string
  /** It goes on with all that was unfinished, and keeps queue and settings; there is one at most on a state directory. */
  readonly resident?: boolean
}

export interface AddTransfer {
  readonly uri: string
  /** Further addresses of the same file, http or https, preferred first; at most 64. */
  readonly mirrors?: readonly string[] | undefined
  /** Absolute folder; the download directory when absent. */
  readonly directory?: string | undefined
  /** File name inside the folder; taken from the origin's answer when absent. */
  readonly name?: string | undefined
  /** 1 to 64; 16 when absent. It begins with 8 at most, and takes more only where they help. */
  readonly connections?: number | undefined
  /** Absolute path of a PEM file with further certificate authorities to trust for this transfer. */
  readonly caCertificate?: string | undefined
  /** Replaces, as a whole, what an unfinished transfer was given before. */
  readonly request?: RequestOptions | undefined
  /** What the finished file must match before it gets its name. */
  readonly checksum?: Checksum | undefined
  /** An unfinished transfer of this name and folder goes on from this address, as by `replaceUri`. */
  readonly unfinished?: 'take-over' | undefined
  /** Its own limit; null lifts the one an unfinished transfer was given before. */
  readonly limitBytesPerSecond?: number | null | undefined
  /** `normal` when absent. */
  readonly priority?: Priority | undefined
  /** `in-turn` when absent; `now`: before others that wait; `later`: when somebody resumes it. */
  readonly start?: 'now' | 'in-turn' | 'later' | undefined
}

/** What each of many files has of its own; the rest is said for all of them. */
export type ManyFile = Pick<AddTransfer, 'uri' | 'mirrors' | 'name' | 'checksum'>
/** Transfers one call may be about: more would keep others waiting, and may not fit a wire. */
export const MOST_AT_ONCE = 500

export interface AddMany extends Omit<AddTransfer, keyof ManyFile | 'unfinished'> {
  /** At most 500. */
  readonly files: readonly ManyFile[]
}

/** Of one that was refused the problem; the others are added none the less. */
export type AddOutcome = { readonly id: TransferId } | { readonly problem: Problem }

export interface OneProbe {
  /** Of the asker's choosing. Another question with the same ticket ends the one before. */
  readonly ticket: string
}

export interface ProbeTransfer extends OneProbe, Pick<AddTransfer, 'uri' | 'caCertificate' | 'request'> {}

export interface LimitTransfers extends SomeTransfers {
  /** Null: no limit of its own. */
  readonly bytesPerSecond: number | null
}

export interface MoveTransfer extends OneTransfer {
  /** From 1. Among those of another priority it takes theirs. */
  readonly place: number
}

export interface PrioritizeTransfers extends SomeTransfers {
  readonly priority: Priority
}

export type ChangeSettings = { readonly [N in keyof Settings]?: Settings[N] | undefined }

/** Options as for a link, but for secrets: nobody has said which of the addresses in a description they are for. */
export interface AddMetalink extends Pick<
  AddTransfer,
  | 'directory'
  | 'name'
  | 'connections'
  | 'caCertificate'
  | 'checksum'
  | 'limitBytesPerSecond'
  | 'priority'
  | 'start'
> {
  /** The description itself, in UTF-8. */
  readonly document: string
  readonly request?: Pick<RequestOptions, 'userAgent' | 'cookieFile' | 'proxy' | 'peers'> | undefined
}

export interface OneTransfer {
  readonly id: TransferId
}

export interface SomeTransfers {
  /** At most 500; what is named twice is named once. */
  readonly ids: readonly TransferId[]
}

/** One that was left as it was, and why. */
export interface RefusedTransfer extends OneTransfer {
  readonly problem: Problem
}

export interface LogOfTransfer extends OneTransfer {
  /** At most so many lines, the newest; all that are kept when absent. */
  readonly newest?: number | undefined
}

export interface ReplaceUri {
  readonly id: TransferId
  readonly uri: string
}

export interface RemoveTransfers extends SomeTransfers {
  /** What becomes of their partial files. A finished file is never deleted by Shoal. */
  readonly partial: 'keep' | 'delete'
}

export interface FrameRequest {
  /** Transfers whose range map is on screen. */
  readonly expanded: readonly TransferId[]
}

export type TransferChange =
  | { readonly kind: 'added' | 'changed'; readonly transfer: Transfer }
  | { readonly kind: 'removed'; readonly id: TransferId }
  /** Some of those that wait stand elsewhere in the queue now. */
  | { readonly kind: 'shifted'; readonly shifts: readonly QueueShift[] }

export interface ChooseFolder {
  /** Absolute folder that is looked at first; null: the system's choice. */
  readonly startAt: string | null
}

export interface SaveSettings {
  readonly text: string
}

export interface SetEnding {
  readonly ending: Ending
}

export interface Speak {
  readonly language: LanguageCode
}

export interface OnePeer {
  readonly id: PeerId
}

export interface AgreeWithPeer extends OnePeer {
  readonly terms: { readonly [Term in keyof PeerTerms]?: boolean | undefined }
}

export interface TestPeers {
  /** Null: all that are known. */
  readonly id: PeerId | null
}

export interface AddPeerAddress {
  /** An IP address or a name. */
  readonly host: string
  readonly port: number
}

export interface BeginPairing {
  /** An id, or an address with or without a port; null: waits for whoever comes. */
  readonly target: string | null
}

export interface ConfirmPairing {
  readonly code: string
}

export type ChangePeerPolicy = { readonly [N in keyof PeerPolicy]?: PeerPolicy[N] | undefined }

export type PeerChange =
  | { readonly kind: 'added' | 'changed'; readonly peer: Peer }
  | { readonly kind: 'removed'; readonly id: PeerId }
