/**
 * What every wire that carries the contract must do, as cases any runner can run: the same ones hold memory, a
 * MessagePort, a WebSocket and Electron's IPC to the same behaviour. It imports no test framework, since some of
 * those wires exist only inside programs that have none.
 */
import type { MethodName, TransferChange } from '../contract/contract.ts'
import { fail, ShoalError } from '../errors/problem.ts'
import type { ProgressFrame } from '../model/progress-frame.ts'
import type { Transfer } from '../model/transfer.ts'
import { createClient, type Client } from './client.ts'
import { serve, type InputValidator, type MethodHandlers, type StreamSources } from './server.ts'
import type { Envelope, Transport } from './transport.ts'

export interface Wire {
  readonly client: Transport
  readonly server: Transport
  /** Ends the wire; both ends still listening hear `{ t: 'closed' }`. */
  close(): void | Promise<void>
}

export interface ConformanceCase {
  readonly name: string
  /** Rejects with an Error that says what was expected. */
  run(makeWire: () => Promise<Wire>): Promise<void>
}

/** Longest wait for a message that must come, milliseconds: far beyond any wire inside one machine. */
const DEADLINE_MS = 5_000

export const conformanceCases: readonly ConformanceCase[] = [
  onServed('a call is answered with what its handler returned', async ({ client }) => {
    equal(await client.call('app.info', null), INFO, 'the answer')
    equal(await client.call('transfers.startNow', { id: 'a' }), null, 'the answer null')
  }),

  onServed('an input arrives as it was sent', async ({ client, heard }) => {
    const request = { uri: 'https://example.org/ü\u{1f41f}?q="\\\u2028', name: '', connections: 64 }
    await client.call('transfers.add', request)
    equal(heard.at(-1), { method: 'transfers.add', input: request }, 'the input heard')
  }),

  onServed('a problem crosses with its code, message and advice', async ({ client }) => {
    const thrown = await rejection(client.call('transfers.check', { id: 'nobody' }))
    equal(thrown.problem, fail('transfer-unknown', { id: 'nobody' }).problem, 'the problem')
  }),

  onServed('an unforeseen error crosses as the problem "internal"', async ({ client }) => {
    const { code, message } = (await rejection(client.call('transfers.check', { id: 'broken' }))).problem
    equal(code, 'internal', 'the code')
    ok(message.includes('wires crossed'), `the message keeps the reason: ${message}`)
  }),

  onServed('a method that does not exist is refused', async ({ client }) => {
    for (const name of ['transfers.explode', 'toString', '__proto__', 'transfers.changes', 'desktop.open']) {
      const thrown = await rejection(client.call(name as 'app.info', null))
      equal(thrown.code, 'input-invalid', `the code for ${name}`)
    }
  }),

  onServed('a refused input reaches no handler', async ({ client, heard }) => {
    const thrown = await rejection(client.call('transfers.startNow', { id: 'refuse-me' }))
    equal(thrown.code, 'input-invalid', 'the code')
    ok(thrown.message.includes('not this one'), `the message says why: ${thrown.message}`)
    equal(heard.length, 0, 'inputs heard')
  }),

  onServed('a stream brings its snapshot, then every event in order', async ({ client, changes }) => {
    changes.emit(added('before'))
    const seen = watch(client)
    await until(() => seen.length === 1, 'the snapshot')
    for (let index = 0; index < 200; index++) changes.emit(added(`t${index}`))
    await until(() => seen.length === 201, 'all events')
    const expected = Array.from({ length: 200 }, (_, index) => `+t${index}`)
    equal(seen, ['=before', ...expected], 'what was seen')
  }),

  onServed('two subscriptions hear the same events', async ({ client, changes }) => {
    const [first, second] = [watch(client), watch(client)]
    await until(() => first.length === 1 && second.length === 1, 'both snapshots')
    changes.emit(added('x'))
    await until(() => first.length === 2 && second.length === 2, 'both events')
    equal(first, second, 'what the two saw')
  }),

  onServed(
    'a lost event brings a new snapshot, and order again after it',
    async ({ client, changes, losing }) => {
      const seen = watch(client)
      await until(() => seen.length === 1, 'the snapshot')
      losing.next('event')
      changes.emit(added('lost'))
      changes.emit(added('after'))
      await until(() => seen.includes('=lost,after'), 'a second snapshot with both')
      changes.emit(added('later'))
      await until(() => seen.at(-1) === '+later', 'events after it')
      ok(!seen.includes('+after'), `nothing is believed between the gap and the snapshot: ${seen.join(' ')}`)
    }
  ),

  onServed('an ended subscription hears no more, and its source is left', async ({ client, changes }) => {
    const seen: string[] = []
    const end = client.subscribe('transfers.changes', observerInto(seen))
    await until(() => seen.length === 1, 'the snapshot')
    end()
    changes.emit(added('unheard'))
    await until(() => changes.listeners() === 0, 'the source to be left')
    await client.call('app.info', null)
    equal(seen.length, 1, 'messages seen')
  }),

  onServed('the end of the wire rejects what is pending and leaves the sources', async (served) => {
    const { client, changes, close } = served
    const seen = watch(client)
    await until(() => seen.length === 1, 'the snapshot')
    const pending = rejection(client.call('transfers.log', { id: 'never' }))
    let closings = 0
    client.onClosed(() => closings++)
    await until(() => served.heard.length === 1, 'the call to arrive')
    await close()
    equal((await pending).code, 'disconnected', 'the code of the pending call')
    equal((await rejection(client.call('app.info', null))).code, 'disconnected', 'the code of a later call')
    await until(() => changes.listeners() === 0, 'the source to be left')
    equal(closings, 1, 'times the client heard of the end')
  }),

  onServed('columns of a progress frame survive unchanged', async ({ client }) => {
    const frame = await client.call('progress.frame', { expanded: ['a'] })
    equal(flatten(frame), flatten(FRAME), 'the frame')
    ok(frame.receivedBytes instanceof Float64Array, 'receivedBytes is a Float64Array')
    ok(frame.connections instanceof Uint16Array, 'connections is a Uint16Array')
    ok(frame.maps[0]?.states instanceof Uint8Array, 'states is a Uint8Array')
  }),

  onServed('a thousand interleaved calls each get their own answer', async ({ client }) => {
    const names = Array.from({ length: 1_000 }, (_, index) => `n${index}`)
    const ids = await Promise.all(names.map(async (uri) => (await client.call('transfers.add', { uri })).id))
    equal(
      ids,
      names.map((name) => `id of ${name}`),
      'the answers'
    )
  }),

  onServed('hostile envelopes crash nothing', async ({ client, raw, answered }) => {
    const strange: readonly unknown[] = [
      null,
      0,
      'call',
      true,
      [],
      [[]],
      {},
      { t: null },
      { t: 'call' },
      { t: 'call', id: '1', method: 'app.info', input: null },
      { t: 'call', id: null, method: 'app.info', input: null },
      { t: 'call', id: 1e300, method: 'app.info', input: null },
      { t: 'call', id: -1, method: { toString: null, valueOf: 1 }, input: null },
      { t: 'call', id: 2 ** 53 - 1, method: ['app.info'], input: [] },
      { t: 'call', id: 900_001, method: 'x'.repeat(1_000_000), input: null },
      { t: 'call', id: 900_002, method: 'app.info', input: { $type: {}, $bytes: 'AAAA' } },
      { t: 'subscribe', id: 900_003, stream: { toString: 1 } },
      { t: 'subscribe', id: 900_004, stream: 'hasOwnProperty' },
      { t: 'subscribe', id: 900_005, stream: 'app.info' },
      { t: 'unsubscribe', id: 900_006 },
      { t: 'unsubscribe', id: {} },
      { t: 'result', id: 1, value: 'forged' },
      { t: 'snapshot', id: 1, seq: 0, value: [] }
    ]
    for (const message of strange) raw.send(message as Envelope)
    equal(await client.call('app.info', null), INFO, 'the answer to a well-formed call afterwards')
    // Whoever sent a usable number is told; the rest is dropped.
    const told = [-1, 2 ** 53 - 1, 900_001, 900_003, 900_004, 900_005]
    await until(() => told.every((id) => answered.get(id) === 'error'), 'a refusal of each numbered message')
    ok(![...answered.keys()].some((id) => !Number.isSafeInteger(id)), 'no answer has a number that is none')
  }),

  onServed('one client may not subscribe without end', async ({ client, changes, raw }) => {
    for (let id = 800_000; id < 800_500; id++) raw.send({ t: 'subscribe', id, stream: 'transfers.changes' })
    await client.call('app.info', null)
    ok(
      changes.listeners() > 0 && changes.listeners() <= 64,
      `${changes.listeners()} subscriptions were granted`
    )
  })
]

interface Served {
  readonly client: Client
  /** The client's end of the wire, to say what no client would. */
  readonly raw: Transport
  readonly changes: ReturnType<typeof changeSource>
  /** Inputs that reached a handler which takes one. */
  readonly heard: { readonly method: MethodName; readonly input: unknown }[]
  readonly losing: { next(t: string): void }
  /** The kind of answer each call or subscription got, by number. */
  readonly answered: ReadonlyMap<number, string>
  close(): Promise<void>
}

function onServed(name: string, check: (served: Served) => Promise<void>): ConformanceCase {
  return {
    name,
    async run(makeWire) {
      const wire = await makeWire()
      const changes = changeSource()
      const heard: Served['heard'] = []
      const stop = serve(wire.server, handlers(heard), { 'transfers.changes': changes }, validate)
      const { transport, losing, answered } = lossy(wire.client)
      let closed = false
      const close = async (): Promise<void> => {
        if (!closed) await wire.close()
        closed = true
      }
      try {
        await check({
          client: createClient(transport),
          raw: wire.client,
          changes,
          heard,
          losing,
          answered,
          close
        })
      } finally {
        stop()
        await close()
      }
    }
  }
}

const INFO = { version: '1.2.3', runtime: 'test', stateDirectory: '/state', downloadDirectory: '/files' }

const FRAME: ProgressFrame = {
  atMs: 1234.5,
  ids: ['a', 'b'],
  receivedBytes: Float64Array.of(2 ** 53 - 1, 0.1),
  bytesPerSecond: Float64Array.of(-0, Infinity),
  connections: Uint16Array.of(0, 65_535),
  maps: [
    {
      id: 'a',
      length: 300,
      starts: Float64Array.of(0, 100),
      ends: Float64Array.of(100, 200),
      // A view into a larger buffer: only its own bytes may travel.
      states: new Uint8Array(Uint8Array.of(9, 2, 1, 9).buffer, 1, 2)
    }
  ]
}

const flatten = (frame: ProgressFrame): unknown => ({
  ...frame,
  receivedBytes: [...frame.receivedBytes],
  bytesPerSecond: [...frame.bytesPerSecond].map(String),
  connections: [...frame.connections],
  maps: frame.maps.map((map) => ({
    ...map,
    starts: [...map.starts],
    ends: [...map.ends],
    states: [...map.states]
  }))
})

const validate: InputValidator = (_method, input) =>
  (input as { id?: unknown } | null)?.id === 'refuse-me'
    ? { ok: false, reason: 'not this one' }
    : { ok: true, input }

const handlers = (heard: Served['heard']): Partial<MethodHandlers> => ({
  'app.info': () => INFO,
  async 'transfers.add'(input) {
    heard.push({ method: 'transfers.add', input })
    // Answers come out of order, as they do from a disk or a network.
    await delay(input.uri.length % 3)
    return { id: `id of ${input.uri}` }
  },
  'transfers.startNow'(input) {
    heard.push({ method: 'transfers.startNow', input })
    return null
  },
  'transfers.check'({ id }) {
    if (id === 'broken') throw new TypeError('wires crossed')
    throw fail('transfer-unknown', { id })
  },
  'transfers.log'(input) {
    heard.push({ method: 'transfers.log', input })
    return new Promise(() => undefined)
  },
  'progress.frame': () => FRAME
})

function changeSource(): StreamSources['transfers.changes'] & {
  emit(change: TransferChange): void
  listeners(): number
} {
  const transfers: Transfer[] = []
  const listeners = new Set<(seq: number, change: TransferChange) => void>()
  let seq = 0
  return {
    subscribe(given) {
      const listener: typeof given = (at, change) => given(at, change)
      listeners.add(listener)
      return { seq, snapshot: [...transfers], unsubscribe: () => void listeners.delete(listener) }
    },
    emit(change) {
      seq += 1
      if (change.kind === 'added') transfers.push(change.transfer)
      for (const listener of listeners) listener(seq, change)
    },
    listeners: () => listeners.size
  }
}

/** The wire with an ear and a knife: notes each answer, and loses the next message of a kind when told. */
function lossy(transport: Transport): { transport: Transport } & Pick<Served, 'losing' | 'answered'> {
  let doomed: string | null = null
  const answered = new Map<number, string>()
  return {
    answered,
    losing: { next: (t) => (doomed = t) },
    transport: {
      send: (message) => transport.send(message),
      onMessage: (listener) =>
        transport.onMessage((message) => {
          const { t, id } = message as { readonly t: string; readonly id?: number }
          if (id !== undefined) answered.set(id, t)
          if (t !== doomed) return listener(message)
          doomed = null
        })
    }
  }
}

function added(name: string): TransferChange {
  const transfer: Transfer = {
    id: name,
    uri: `http://example.org/${name}`,
    name,
    directory: '/files',
    length: null,
    receivedBytes: 0,
    state: { kind: 'running', phase: 'resolving' },
    connections: 8,
    limitBytesPerSecond: null,
    priority: 'normal',
    notices: [],
    addedAtMs: 0,
    activeSeconds: 0,
    refetchedBytes: 0,
    retransmittedBytes: 0,
    sources: [],
    verification: { kind: 'unproven' }
  }
  return { kind: 'added', transfer }
}

/** What a subscriber saw, short: `=a,b` for a snapshot of a and b, `+c` for c added. */
const watch = (client: Client): string[] => {
  const seen: string[] = []
  client.subscribe('transfers.changes', observerInto(seen))
  return seen
}

const observerInto = (seen: string[]) => ({
  snapshot: (transfers: readonly Transfer[]): void =>
    void seen.push(`=${transfers.map(({ name }) => name).join()}`),
  event: (change: TransferChange): void =>
    void seen.push(change.kind === 'added' ? `+${change.transfer.name}` : '?')
})

function ok(condition: boolean, message: string): void {
  if (!condition) throw new Error(message)
}

function equal(actual: unknown, expected: unknown, what: string): void {
  const [a, e] = [canonical(actual), canonical(expected)]
  ok(a === e, `${what} should be ${e}, not ${a}`)
}

/** Plain data as text in which the order of keys does not count. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  ) ?? String(value)

async function rejection(promise: Promise<unknown>): Promise<ShoalError> {
  const thrown: unknown = await Promise.race([
    promise.then(
      () => new Error('the call was answered although it should have been rejected'),
      (reason: unknown) => reason
    ),
    delay(DEADLINE_MS).then(() => new Error('the call was neither answered nor rejected'))
  ])
  if (thrown instanceof ShoalError) return thrown
  throw thrown instanceof Error ? thrown : new Error(String(thrown))
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs++) {
    ok(waitedMs < DEADLINE_MS, `waited ${DEADLINE_MS} ms for ${what}`)
    await delay(1)
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

declare function setTimeout(callback: () => void, ms: number): unknown
