/**
 * The one thing a wire must do to carry the contract: send a message, hear messages. Electron IPC, a MessagePort,
 * a WebSocket and plain memory are adapters to this. When a wire goes away its adapter delivers one last
 * `{ t: 'closed' }` and then nothing.
 */
export interface Transport {
  send(message: Envelope): void
  /** One listener; messages arrive in the order sent. Returns a function that stops listening. */
  onMessage(listener: (message: unknown) => void): () => void
}

/** Everything that crosses a transport. `id` is the caller's own number for the call or subscription. */
export type Envelope = ClientEnvelope | ServerEnvelope | { readonly t: 'closed' }

export type ClientEnvelope =
  | { readonly t: 'call'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly t: 'subscribe'; readonly id: number; readonly stream: string }
  | { readonly t: 'unsubscribe'; readonly id: number }

export type ServerEnvelope =
  | { readonly t: 'result'; readonly id: number; readonly value: unknown }
  | { readonly t: 'error'; readonly id: number; readonly problem: unknown }
  | { readonly t: 'snapshot'; readonly id: number; readonly seq: number; readonly value: unknown }
  | { readonly t: 'event'; readonly id: number; readonly seq: number; readonly value: unknown }

/** Of text from a wire. What is no envelope could not be answered; and only a wire itself may say that it is closed. */
export const isEnvelope = (message: unknown): message is Envelope =>
  typeof message === 'object' &&
  message !== null &&
  typeof (message as { t?: unknown }).t === 'string' &&
  (message as { t: string }).t !== 'closed'
