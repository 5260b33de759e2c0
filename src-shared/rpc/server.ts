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
    if (!isMethod(method) || !handler) {
      return { t: 'error', id, problem: problem('input-invalid', { method: String(method), reason: 'no such method' }) }
    }
    const checked = validate(method, rawInput)
    if (!checked.ok) return { t: 'error', id, problem: problem('input-invalid', { method, reason: checked.reason }) }
    try {
      const value: unknown = await (handler as (input: unknown) => unknown)(checked.input)
      return { t: 'result', id, value }
    } catch (thrown) {
      return { t: 'error', id, problem: problemOf(thrown) }
    }
  }

  const subscribe = (id: number, stream: unknown): void => {
    const source = isStream(stream) ? streams[stream] : undefined
    subscriptions.get(id)?.()
    subscriptions.delete(id)
    if (!source || subscriptions.size >= MAX_SUBSCRIPTIONS) {
      transport.send({ t: 'error', id, problem: problem('input-invalid', { method: String(stream), reason: 'no such stream' }) })
      return
    }
    const { seq, snapshot, unsubscribe } = source.subscribe((eventSeq, value) =>
      transport.send({ t: 'event', id, seq: eventSeq, value })
    )
    subscriptions.set(id, unsubscribe)
    transport.send({ t: 'snapshot', id, seq, value: snapshot })
  }

  const stop = (): void => {
    for (const unsubscribe of subscriptions.values()) unsubscribe()
    subscriptions.clear()
    stopListening()
  }

  const stopListening = transport.onMessage((raw) => {
    if (typeof raw !== 'object' || raw === null) return
    const { t, id, method, input, stream } = raw as Record<string, unknown>
    if (t === 'closed') return stop()
    if (typeof id !== 'number' || !Number.isSafeInteger(id)) return
    if (t === 'call') void answer(id, method, input).then((envelope) => transport.send(envelope))
    else if (t === 'subscribe') subscribe(id, stream)
    else if (t === 'unsubscribe') {
      subscriptions.get(id)?.()
      subscriptions.delete(id)
    }
  })
  return stop
}
