/**
 * The contract's calling side, derived from the contract object over any transport.
 */
import type { EventOf, InputOf, MethodName, OutputOf, SnapshotOf, StreamName } from '../contract/contract.ts'
import { problem, problemOf, ShoalError, type Problem } from '../errors/problem.ts'
import type { ServerEnvelope, Transport } from './transport.ts'

export interface StreamObserver<N extends StreamName> {
  /** The whole truth; replaces everything heard before. Comes first, and again after a gap. */
  snapshot(value: SnapshotOf<N>): void
  event(value: EventOf<N>): void
}

export interface Client {
  /** Rejects with ShoalError: the handler's problem, or `disconnected`. */
  call<N extends MethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>>
  /** Returns a function that ends the subscription. */
  subscribe<N extends StreamName>(stream: N, observer: StreamObserver<N>): () => void
  /** Runs once when the wire is gone. */
  onClosed(listener: () => void): void
}

interface Pending {
  resolve(value: unknown): void
  reject(reason: ShoalError): void
}

interface Subscription {
  readonly stream: StreamName
  readonly observer: StreamObserver<StreamName>
  /** Sequence number of the last event taken; null while a snapshot is awaited. */
  seq: number | null
}

export function createClient(transport: Transport): Client {
  let nextId = 1
  let closed = false
  const calls = new Map<number, Pending>()
  const subscriptions = new Map<number, Subscription>()
  const closedListeners: (() => void)[] = []

  transport.onMessage((raw) => {
    if (closed || typeof raw !== 'object' || raw === null) return
    const message = raw as ServerEnvelope | { t: 'closed' }
    switch (message.t) {
      case 'result':
        take(message.id)?.resolve(message.value)
        return
      case 'error':
        take(message.id)?.reject(new ShoalError(message.problem as Problem))
        return
      case 'snapshot': {
        const subscription = subscriptions.get(message.id)
        if (!subscription) return
        subscription.seq = message.seq
        subscription.observer.snapshot(message.value as SnapshotOf<StreamName>)
        return
      }
      case 'event':
        hear(message.id, message.seq, message.value)
        return
      case 'closed':
        closed = true
        for (const pending of calls.values()) pending.reject(new ShoalError(problem('disconnected')))
        calls.clear()
        subscriptions.clear()
        for (const listener of closedListeners) listener()
        return
    }
  })

  const take = (id: number): Pending | undefined => {
    const pending = calls.get(id)
    calls.delete(id)
    return pending
  }

  const hear = (id: number, seq: number, value: unknown): void => {
    const subscription = subscriptions.get(id)
    if (!subscription || subscription.seq === null || seq <= subscription.seq) return
    if (seq !== subscription.seq + 1) {
      // An event was lost: nothing that follows can be trusted until the whole truth has come again.
      subscription.seq = null
      transport.send({ t: 'subscribe', id, stream: subscription.stream })
      return
    }
    subscription.seq = seq
    subscription.observer.event(value as EventOf<StreamName>)
  }

  return {
    call(method, input) {
      if (closed) return Promise.reject(new ShoalError(problem('disconnected')))
      return new Promise((resolve, reject) => {
        const id = nextId++
        calls.set(id, { resolve, reject })
        try {
          transport.send({ t: 'call', id, method, input })
        } catch (thrown) {
          // The wire cannot carry this input (a function, say): nobody will ever answer.
          take(id)?.reject(new ShoalError(problemOf(thrown)))
        }
      })
    },
    subscribe(stream, observer) {
      const id = nextId++
      subscriptions.set(id, {
        stream,
        observer,
        seq: null
      })
      if (!closed) transport.send({ t: 'subscribe', id, stream })
      return () => {
        if (subscriptions.delete(id) && !closed) transport.send({ t: 'unsubscribe', id })
      }
    },
    onClosed(listener) {
      if (closed) listener()
      else closedListeners.push(listener)
    }
  }
}
