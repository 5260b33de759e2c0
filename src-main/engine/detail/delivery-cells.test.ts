import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CELL_AGAIN, CELL_RACED, MAP_CELLS, MOST_SOURCES } from '../../../src-shared/model/transfer-detail.ts'
import { DeliveryCells } from './delivery-cells.ts'

describe('the cells of a file', () => {
  it('are one a byte in a small file, and never more than a picture has room for', () => {
    expect(new DeliveryCells(10).count).toBe(10)
    expect(new DeliveryCells(1e12).count).toBe(MAP_CELLS)
  })

  it('hold every byte of a range and none of its neighbours’ cells', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 45 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (length, a, b) => {
          const start = Math.floor(Math.min(a, b) * (length - 1))
          const end = Math.max(start + 1, Math.floor(Math.max(a, b) * length))
          const cells = new DeliveryCells(length)
          const [from, to] = cells.cellsOf({ start, end })
          expect(from).toBeGreaterThanOrEqual(0)
          expect(to).toBeLessThanOrEqual(cells.count)
          expect(to).toBeGreaterThan(from)
          // Exactly: cell c holds the bytes b with floor(b * count / length) = c.
          expect(from).toBe(Number((BigInt(start) * BigInt(cells.count)) / BigInt(length)))
          expect(to).toBe(Number((BigInt(end) * BigInt(cells.count) - 1n) / BigInt(length)) + 1)
        }
      )
    )
  })

  it('remember who came last, when and how fast, and what was asked for twice', () => {
    const cells = new DeliveryCells(100)
    cells.note('a.example', { start: 0, end: 50 }, 1000, 10)
    cells.note('PEER', { start: 40, end: 60 }, 2000, 20)
    cells.again({ start: 45, end: 46 })
    cells.raced({ start: 45, end: 47 })
    expect(cells.names).toEqual(['a.example', 'PEER'])
    expect([cells.sources[39], cells.sources[40], cells.sources[60]]).toEqual([1, 2, 0])
    expect([cells.atMs[39], cells.atMs[59], cells.bytesPerSecond[59]]).toEqual([1000, 2000, 20])
    expect([cells.marks[44], cells.marks[45], cells.marks[46]]).toEqual([
      0,
      CELL_AGAIN + CELL_RACED,
      CELL_RACED
    ])
  })

  it('name no more sources than a column can', () => {
    const cells = new DeliveryCells(1000)
    for (let at = 0; at < 300; at++) cells.note(`source ${at}`, { start: at, end: at + 1 }, 1, 1)
    expect(cells.names).toHaveLength(MOST_SOURCES)
    expect(cells.sources[299]).toBe(0)
  })
})
