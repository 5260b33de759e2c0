/**
 * Joins the wire of a page to a wire of the engine thread. The main process looks no further into an envelope than
 * its method's or stream's name: what begins with `desktop.` is answered here, all else passes through untouched.
 */
import {
  serve,
  type InputValidator,
  type MethodHandlers,
  type StreamSources
} from '../../src-shared/rpc/server.ts'
import type { Envelope, Transport } from '../../src-shared/rpc/transport.ts'

const LOCAL_PREFIX = 'desktop.'

/** The calls that only a desktop can answer. */
export type DesktopMethods = Pick<
  MethodHandlers,
  Extract<keyof MethodHandlers, `${typeof LOCAL_PREFIX}${string}`>
>

/** The streams that only a desktop has. */
export type DesktopStreams = Pick<
  StreamSources,
  Extract<keyof StreamSources, `${typeof LOCAL_PREFIX}${string}`>
>

/** Relays until either end closes. What the page says before the engine is there waits for it. */
export function relay(
  page: Transport,
  connecting: Promise<Transport>,
  methods: DesktopMethods,
  streams: DesktopStreams,
  validate: InputValidator
): void {
  let hearLocal: ((message: unknown) => void) | null = null
  let engine: Transport | null = null
  const waiting: Envelope[] = []

  serve(
    {
      send: (message) => page.send(message),
      onMessage(listener) {
        hearLocal = listener
        return () => {
          hearLocal = null
        }
      }
    },
    methods,
    streams,
    validate
  )

  page.onMessage((raw) => {
    const message = raw as Envelope
    // Whose subscription it was, its number says on either side.
    if (message.t === 'closed' || message.t === 'unsubscribe') hearLocal?.(message)
    if (isLocal(message)) hearLocal?.(message)
    else if (engine) engine.send(message)
    else waiting.push(message)
  })

  connecting.then(
    (wire) => {
      engine = wire
      wire.onMessage((message) => page.send(message as Envelope))
      for (const message of waiting.splice(0)) wire.send(message)
    },
    // Whoever starts the engine tells the user why it did not; the page only learns that nothing will answer.
    () => page.send({ t: 'closed' })
  )
}

const isLocal = (message: Envelope): boolean =>
  (message.t === 'call' && message.method.startsWith(LOCAL_PREFIX)) ||
  (message.t === 'subscribe' && message.stream.startsWith(LOCAL_PREFIX))
