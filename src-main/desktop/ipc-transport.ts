/**
 * The contract's wire to the page of one window, over Electron IPC. Each document the window shows gets a transport
 * of its own, so that a reloaded page starts afresh and nothing reaches a page that did not ask for it. It hears
 * only the main frame of this window, only from our origin, and only messages of a sensible size.
 */
import { serialize } from 'node:v8'
import type { IpcMainEvent, WebContents } from 'electron'
import { problem } from '../../src-shared/errors/problem.ts'
import type { ClientEnvelope, Envelope, Transport } from '../../src-shared/rpc/transport.ts'
import { APP_ORIGIN, isOfApp } from './app-origin.ts'
import { admit } from './envelope-gate.ts'
import { IPC_CHANNEL } from './ipc-channel.ts'

/** An address may take 64 KiB; nothing else in a call is long. */
export const MAX_MESSAGE_BYTES = 256 * 1024

interface Page {
  readonly transport: Transport
  hear(message: Envelope): void
}

/** Calls `accept` with the transport of each document that `contents` shows. Call it before the first is loaded. */
export function acceptPages(contents: WebContents, accept: (transport: Transport) => void): void {
  let page: Page | null = null

  const leave = (): void => {
    page?.hear({ t: 'closed' })
    page = null
  }
  const turn = (): void => {
    leave()
    page = openPage((message) => {
      if (!contents.isDestroyed()) contents.send(IPC_CHANNEL, message)
    })
    accept(page.transport)
  }

  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) turn()
  })
  contents.on('render-process-gone', leave)
  contents.on('destroyed', leave)
  // `contents.ipc` carries nothing of other windows; a frame inside this one is sorted out by the sender.
  contents.ipc.on(IPC_CHANNEL, (event: IpcMainEvent, message: unknown) => {
    if (!isOurMainFrame(event, contents)) return
    const envelope = admit(message)
    if (envelope === null) return
    if (byteLengthOf(envelope) <= MAX_MESSAGE_BYTES) page?.hear(envelope)
    else if (envelope.t === 'call') page?.transport.send(tooLarge(envelope))
  })
}

function openPage(deliver: (message: Envelope) => void): Page {
  let listener: ((message: unknown) => void) | null = null
  let open = true
  return {
    transport: {
      send(message) {
        if (open) deliver(message)
      },
      onMessage(given) {
        listener = given
        return () => {
          if (listener === given) listener = null
        }
      }
    },
    hear(message) {
      if (!open) return
      if (message.t === 'closed') open = false
      listener?.(message)
    }
  }
}

function isOurMainFrame(event: IpcMainEvent, contents: WebContents): boolean {
  // Null when the frame has gone since.
  const frame = event.senderFrame
  if (frame === null || frame !== contents.mainFrame || frame.parent !== null) return false
  // A blank page inherits its opener's origin, so the address counts as well.
  return frame.origin === APP_ORIGIN && isOfApp(frame.url)
}

/** As the structured clone algorithm packs it, which is also how it came. */
const byteLengthOf = (envelope: ClientEnvelope): number => serialize(envelope).byteLength

const tooLarge = ({ id, method }: Extract<ClientEnvelope, { t: 'call' }>): Envelope => ({
  t: 'error',
  id,
  problem: problem('input-invalid', { method, reason: `it is larger than ${MAX_MESSAGE_BYTES} bytes` })
})
