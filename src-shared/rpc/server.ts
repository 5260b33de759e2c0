/**
 * The contract's answering side over any transport. It trusts nothing it hears: an envelope of the wrong shape is
 * dropped, an unknown method or an input its schema refuses is answered with a problem and reaches no handler.
 */
import {
  isMethod,
  isStream,
  type EventOf,
  type InputOf,
  type MethodName,
  type OutputOf,
  type SnapshotOf,
  type StreamName
} from '../contract/contract.ts'
import { problem, problemOf } from '../errors/problem.ts'
import type { ServerEnvelope, Transport } from './transport.ts'

export type MethodHandlers = {
  readonly [N in MethodName]: (input: InputOf<N>) => OutputOf<N> | Promise<OutputOf<N>>
}

/** A stream's source: `subscribe` takes a listener and returns the state it continues from. */
export type StreamSources = {
  readonly [N in StreamName]: {
    subscribe(listener: (seq: number, event: EventOf<N>) => void): {
      readonly seq: number
      readonly snapshot: SnapshotOf<N>
      unsubscribe(): void
    }
  }
}

/** Validated input, or the reason it was refused. Supplied by the host, where the schema library lives. */
export type InputValidator = (
  method: MethodName,
  input: unknown
) => { readonly ok: true; readonly input: unknown } | { readonly ok: false; readonly reason: string }

/** Most subscriptions one client may hold: a wire that asks for more is broken or hostile. */
const MAX_SUBSCRIPTIONS = 64

/** Serves one client until its transport closes. Returns a function that stops serving. */
export function serve(
  transport: Transport,
  methods: Partial<MethodHandlers>,
  streams: Partial<StreamSources>,
  validate: InputValidator
): () => void {
  const subscriptions = new Map<number, () => void>()

  const answer = async (id: number, method: unknown, rawInput: unknown): Promise<ServerEnvelope> => {
    const handler = isMethod(method) ? methods[method] : undefined
    if (!isMethod(method) || !handler) return refusal(id, method, 'no such method')
    const checked = validate(method, rawInput)
    if (!checked.ok) return refusal(id, method, checked.reason)
    const value: unknown = await (handler as (input: unknown) => unknown)(checked.input)
    return { t: 'result', id, value }
  }

  const subscribe = (id: number, stream: unknown): void => {
    const source = isStream(stream) ? streams[stream] : undefined
    end(id)
    if (!source) return transport.send(refusal(id, stream, 'no such stream'))
    if (subscriptions.size >= MAX_SUBSCRIPTIONS)
      return transport.send(refusal(id, stream, 'too many subscriptions'))
    const { seq, snapshot, unsubscribe } = source.subscribe((eventSeq, value) =>
      transport.send({ t: 'event', id, seq: eventSeq, value })
    )
    subscriptions.set(id, unsubscribe)
    transport.send({ t: 'snapshot', id, seq, value: snapshot })
  }

  const end = (id: number): void => {
    subscriptions.get(id)?.()
    subscriptions.delete(id)
  }

  const stop = (): void => {
    for (const unsubscribe of subscriptions.values()) unsubscribe()
    subscriptions.clear()
    stopListening()
  }

  /** Whatever goes wrong while one message is dealt with is the answer to it, and never the end of the server. */
  const guarded = (id: number, work: () => void | Promise<void>): void => {
    const fault = (thrown: unknown): void => transport.send({ t: 'error', id, problem: problemOf(thrown) })
    try {
      work()?.catch(fault)
    } catch (thrown) {
      fault(thrown)
    }
  }

  const stopListening = transport.onMessage((raw) => {
    if (typeof raw !== 'object' || raw === null) return
    const { t, id, method, input, stream } = raw as Record<string, unknown>
    if (t === 'closed') return stop()
    if (typeof id !== 'number' || !Number.isSafeInteger(id)) return
    if (t === 'call') guarded(id, async () => transport.send(await answer(id, method, input)))
    else if (t === 'subscribe') guarded(id, () => subscribe(id, stream))
    else if (t === 'unsubscribe') end(id)
  })
  return stop
}

const refusal = (id: number, asked: unknown, reason: string): ServerEnvelope => ({
  t: 'error',
  id,
  problem: problem('input-invalid', { method: nameOf(asked), reason })
})

/** A name as heard, fit to be shown: a stranger may send a megabyte, or an object that refuses to become text. */
const nameOf = (asked: unknown): string =>
  typeof asked === 'string' ? asked.slice(0, 64) : `of type ${typeof asked}`
