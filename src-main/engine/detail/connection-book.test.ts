import { describe, expect, it } from 'vitest'
import { MOST_CONNECTIONS_SHOWN, MOST_HEIRS } from '../../../src-shared/model/transfer-detail.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import { againBytes, ConnectionBook, type BookedConnection } from './connection-book.ts'

let atMs = 0
const hear = (book: ConnectionBook, kind: string, detail: TransferEvent['detail']): void =>
  book.hear({ atMs: ++atMs, kind, detail })
function open(book: ConnectionBook, connection: number): void {
  hear(book, 'connection-connecting', { connection, source: 'a.example', reason: 'there is work for it' })
  hear(book, 'connection-active', { connection, from: 'priming', reason: 'it is primed', tcpRttMs: 12.5 })
}
const of = (book: ConnectionBook, number: number): BookedConnection =>
  book.all.find((each) => each.number === number) as BookedConnection

describe('the book of connections', () => {
  it('follows each from its opening to its end, with the reason of its last step', () => {
    const book = new ConnectionBook()
    open(book, 1)
    expect(of(book, 1)).toMatchObject({
      source: 'a.example',
      state: 'active',
      reason: 'it is primed',
      rttMs: 12.5
    })
    hear(book, 'connection-retired', {
      connection: 1,
      from: 'active',
      reason: 'it fell silent',
      deliveredBytes: 77,
      subTransfers: 3
    })
    expect(of(book, 1)).toMatchObject({
      state: 'retired',
      reason: 'it fell silent',
      deliveredBytes: 77,
      subTransfers: 3,
      rttMs: 12.5
    })
  })

  it('says who took over, and counts what a failed one gave back once', () => {
    const book = new ConnectionBook()
    open(book, 1)
    open(book, 2)
    hear(book, 'range-returned', { connection: 1, code: 'connection-lost', bytes: 500 })
    hear(book, 'range-reassigned', { from: 1, to: 2, reason: 'silent', bytes: 500 })
    hear(book, 'range-stolen', { from: 1, to: 2, bytes: 900, savedSeconds: 1 })
    expect(of(book, 1).heirs).toEqual([
      { connection: 2, bytes: 500, how: 'reassigned' },
      { connection: 2, bytes: 900, how: 'stolen' }
    ])
    expect(againBytes(of(book, 1))).toBe(500)
    expect(againBytes(of(book, 2))).toBe(0)
  })

  it('keeps all that live and the latest of the others, however many there were', () => {
    const book = new ConnectionBook()
    open(book, 1)
    for (let number = 2; number < 2 * MOST_CONNECTIONS_SHOWN; number++) {
      open(book, number)
      hear(book, 'connection-retired', { connection: number, from: 'active', reason: 'it was closed' })
    }
    const { all } = book
    expect(all).toHaveLength(MOST_CONNECTIONS_SHOWN)
    expect(all[0]).toMatchObject({ number: 1, state: 'active' })
    expect(all[1]?.number).toBe(2 * MOST_CONNECTIONS_SHOWN - 1)
    for (let to = 10; to < 30; to++) hear(book, 'range-stolen', { from: 1, to, bytes: 1, savedSeconds: 1 })
    expect(of(book, 1).heirs).toHaveLength(MOST_HEIRS)
  })

  it('begins anew with a run, whose connections are counted from one', () => {
    const book = new ConnectionBook()
    open(book, 1)
    book.begin()
    expect(book.all).toEqual([])
  })
})
