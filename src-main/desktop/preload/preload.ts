/**
 * All that the page can reach of the outside: `window.shoal`, a wire that carries the contract's envelopes and
 * nothing else. It runs sandboxed and in a world of its own; it must never hand the page an Electron object.
 */
import { contextBridge, ipcRenderer } from 'electron'
import { admit, refusalOf } from '../envelope-gate.ts'
import { IPC_CHANNEL } from '../ipc-channel.ts'

let listener: ((message: unknown) => void) | null = null
ipcRenderer.on(IPC_CHANNEL, (_event, message: unknown) => listener?.(message))

contextBridge.exposeInMainWorld('shoal', {
  send(message: unknown): void {
    const envelope = admit(message)
    if (envelope) return ipcRenderer.send(IPC_CHANNEL, envelope)
    const refusal = refusalOf(message)
    if (refusal) queueMicrotask(() => listener?.(refusal))
  },
  /** One listener, as every transport has. */
  onMessage(given: (message: unknown) => void): () => void {
    listener = given
    return () => {
      if (listener === given) listener = null
    }
  }
})
