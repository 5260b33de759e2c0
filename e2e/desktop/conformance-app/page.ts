/** The page: says what the test says, passes on what it hears. */
import type { Envelope, Transport } from '../../../src-shared/rpc/transport.ts'

declare global {
  interface Window {
    readonly far: { send(message: unknown): void; onMessage(listener: (message: unknown) => void): void }
  }
}

const wire = (window as unknown as { readonly shoal: Transport }).shoal
wire.onMessage((message) => window.far.send(message))
window.far.onMessage((message) => wire.send(message as Envelope))
