/** The sender check, with a stand-in for Electron's WebContents; the real one is held to it in e2e/desktop. */
import { EventEmitter } from 'node:events'
import type { WebContents } from 'electron'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Transport } from '../../src-shared/rpc/transport.ts'
import { IPC_CHANNEL } from './ipc-channel.ts'
import { acceptPages, MAX_MESSAGE_BYTES } from './ipc-transport.ts'

const CALL = { t: 'call', id: 1, method: 'app.info', input: null } as const

class StandIn extends EventEmitter {
  readonly ipc = new EventEmitter()
  readonly sent: unknown[] = []
  readonly mainFrame = { parent: null, origin: 'app://shoal', url: 'app://shoal/' }
  isDestroyed = (): boolean => false
  send(channel: string, message: unknown): void {
    if (channel === IPC_CHANNEL) this.sent.push(message)
  }
  navigate(details: { isMainFrame: boolean; isSameDocument: boolean }): void {
    this.emit('did-start-navigation', details)
  }
  say(message: unknown, senderFrame: unknown = this.mainFrame): void {
    this.ipc.emit(IPC_CHANNEL, { senderFrame }, message)
  }
}

let contents: StandIn
let pages: { transport: Transport; heard: unknown[] }[]

beforeEach(() => {
  contents = new StandIn()
  pages = []
  acceptPages(contents as unknown as WebContents, (transport) => {
    const heard: unknown[] = []
    transport.onMessage((message) => heard.push(message))
    pages.push({ transport, heard })
  })
  contents.navigate({ isMainFrame: true, isSameDocument: false })
})

describe('only our own page is heard', () => {
  test('its main frame is', () => {
    contents.say({ ...CALL, extra: 'left behind' })
    expect(pages[0]?.heard).toEqual([CALL])
  })

  test.each([
    ['a frame that has gone', null],
    [
      'a frame inside the page, of our own origin',
      { parent: {}, origin: 'app://shoal', url: 'app://shoal/' }
    ],
    ['a look-alike of the main frame', { parent: null, origin: 'app://shoal', url: 'app://shoal/' }]
  ])('%s is not', (_what, frame) => {
    contents.say(CALL, frame)
    expect(pages[0]?.heard).toEqual([])
  })

  test.each(['null', 'http://example.org', 'app://other', 'file://', 'app://shoal.example.org'])(
    'a page of the origin %s in our window is not',
    (origin) => {
      contents.mainFrame.origin = origin
      contents.say(CALL)
      expect(pages[0]?.heard).toEqual([])
    }
  )

  test('a blank page that inherited our origin is not', () => {
    contents.mainFrame.url = 'about:blank'
    contents.say(CALL)
    expect(pages[0]?.heard).toEqual([])
  })
})

test('a message that is too large reaches nobody and is answered', () => {
  contents.say({ ...CALL, input: { uri: 'x'.repeat(MAX_MESSAGE_BYTES) } })
  expect(pages[0]?.heard).toEqual([])
  expect(contents.sent).toMatchObject([{ t: 'error', id: 1, problem: { code: 'input-invalid' } }])
})

test('another document gets a wire of its own, and the old one ends', () => {
  contents.navigate({ isMainFrame: true, isSameDocument: false })
  expect(pages).toHaveLength(2)
  expect(pages[0]?.heard).toEqual([{ t: 'closed' }])
  contents.say(CALL)
  expect(pages[1]?.heard).toEqual([CALL])
  pages[0]?.transport.send({ t: 'result', id: 1, value: 'for a page that has gone' })
  expect(contents.sent).toEqual([])
})

test('neither an anchor nor an inner frame ends the wire', () => {
  contents.navigate({ isMainFrame: true, isSameDocument: true })
  contents.navigate({ isMainFrame: false, isSameDocument: false })
  contents.say(CALL)
  expect(pages).toHaveLength(1)
  expect(pages[0]?.heard).toEqual([CALL])
})

test('a page that crashes ends its wire once', () => {
  contents.emit('render-process-gone', {})
  contents.emit('destroyed')
  expect(pages[0]?.heard).toEqual([{ t: 'closed' }])
})
