/** The schemas against the vectors that others may test theirs with (e2e/fixtures/peer-protocol). */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import { formatId, parseId } from '../identity/device-id.ts'
import { availabilityAnswer, availabilityQuestion } from './availability.ts'
import { cardMessage } from './card.ts'
import { asPrintable } from './fields.ts'
import { MOST_RANGES } from './limits.ts'
import type { Message } from './message.ts'
import { parsePath, printPath, type Route } from './paths.ts'
import { planMessage } from './plan.ts'
import { problemMessage } from './problem.ts'
import { parseRangeField, printRangeField } from './range-field.ts'
import { planAnswer, statusMessage, type PlanStatusMessage } from './status.ts'

const vectors = <T>(file: string): T =>
  JSON.parse(
    readFileSync(new URL(`../../../e2e/fixtures/peer-protocol/${file}`, import.meta.url), 'utf8')
  ) as T

interface MessageVectors {
  readonly valid: readonly { about: string; json: unknown; reads?: unknown }[]
  readonly invalid: readonly { about: string; json: unknown; code: string }[]
}
const byName = vectors<Record<string, MessageVectors>>('messages.json')
const messages: readonly Message<unknown>[] = [
  cardMessage,
  planMessage,
  planAnswer,
  statusMessage,
  availabilityQuestion,
  availabilityAnswer,
  problemMessage
] as Message<unknown>[]

it('every message has vectors', () => {
  expect(Object.keys(byName).sort()).toEqual(messages.map(({ name }) => name).sort())
})

describe.each(messages.map((message) => [message.name, message] as const))('%s', (name, message) => {
  const { valid, invalid } = byName[name] ?? { valid: [], invalid: [] }

  it.each(valid.map((vector) => [vector.about, vector] as const))('%s', (_, { json, reads }) => {
    const value = message.decode(JSON.stringify(json))
    expect(JSON.parse(message.encode(value))).toEqual(reads ?? json)
    expect(message.decode(message.encode(value))).toEqual(value)
  })

  it.each(invalid.map((vector) => [vector.about, vector] as const))('refuses %s', (_, { json, code }) => {
    expect(() => message.decode(JSON.stringify(json))).toThrow(expect.objectContaining({ code }) as Error)
  })

  it.each(['', '{', 'undefined', '[]', '1', '"x"', '{"__proto__":{"revision":1}}'])('refuses %s', (text) => {
    expect(() => message.decode(text)).toThrow(expect.objectContaining({ code: 'message-invalid' }) as Error)
  })

  it('throws nothing but what it says, whatever it is given', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          message.decode(text)
        } catch (thrown) {
          expect(thrown).toMatchObject({ name: 'ShoalError' })
        }
      })
    )
  })
})

describe('bounds', () => {
  const status = (held: readonly ByteRange[], length: number): PlanStatusMessage => ({
    revision: Number.MAX_SAFE_INTEGER,
    state: 'fetching',
    file: { validator: { etag: `"${'x'.repeat(254)}"`, lastModified: 'x'.repeat(64) }, length },
    held,
    bytesPerSecond: Number.MAX_SAFE_INTEGER,
    connections: 65_535,
    problem: { code: 'x'.repeat(64), message: '\u{1f40b}'.repeat(512) }
  })
  const holes = (count: number, offset: number): ByteRange[] =>
    Array.from({ length: count }, (_, index) => ({
      start: offset + 10 * index,
      end: offset + 10 * index + 1 + (index % 5)
    }))

  it('the largest messages fit their limits', () => {
    const held = holes(MOST_RANGES, 9_000_000_000_000_000)
    const text = statusMessage.encode(status(held, Number.MAX_SAFE_INTEGER))
    expect(Buffer.byteLength(text)).toBeLessThan(statusMessage.limitBytes)
    expect(statusMessage.decode(text).held).toEqual(held)
    const uri = `https://data.example/${'x'.repeat(8_171)}`
    const plan = planMessage.encode({ revision: 1, uri, file: null, connections: 1, ranges: held })
    expect(Buffer.byteLength(plan)).toBeLessThan(planMessage.limitBytes)
    expect(planMessage.decode(plan).ranges).toEqual(held)
  })

  it('of more ranges than fit, the longest are said, in their order', () => {
    const message = statusMessage.decode(statusMessage.encode(status(holes(5 * MOST_RANGES, 0), 1_000_000)))
    expect(message.held.length).toBe(MOST_RANGES)
    expect(message.held.every(({ start, end }) => end - start === 5)).toBe(true)
    const contents = Array.from({ length: 20 }, () => ({
      file: { validator: { etag: '"a"', lastModified: null }, length: 1_000_000 },
      ranges: holes(1_000, 0)
    }))
    const read = availabilityAnswer.decode(availabilityAnswer.encode(contents))
    expect(read.length).toBe(16)
    expect(read.reduce((sum, { ranges }) => sum + ranges.length, 0)).toBeLessThanOrEqual(MOST_RANGES)
  })

  it('more ranges than that are refused', () => {
    const ranges = holes(MOST_RANGES + 1, 0).map(({ start, end }) => [start, end])
    const plan = { revision: 1, uri: 'https://data.example/', validator: null, length: null, connections: 1 }
    expect(() => planMessage.decode(JSON.stringify({ ...plan, ranges }))).toThrow(/4096/)
  })

  it('any text can be made printable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sentence = asPrintable(text, 64)
        const told = problemMessage.decode(problemMessage.encode({ code: 'x', message: text }))
        expect(told.message.startsWith(sentence)).toBe(true)
      })
    )
  })
})

describe('paths', () => {
  const { valid, invalid } = vectors<{
    readonly valid: readonly { path: string; route: Route }[]
    readonly invalid: readonly string[]
  }>('paths.json')
  it.each(valid)('$path', ({ path, route }) => {
    expect(parsePath(path)).toEqual(route)
    expect(printPath(route)).toBe(path)
  })
  it.each(invalid)('none: "%s"', (path) => expect(parsePath(path)).toBeNull())
})

describe('Range fields', () => {
  const { valid, invalid } = vectors<{
    readonly valid: readonly { field: string; range: readonly [number, number] }[]
    readonly invalid: readonly string[]
  }>('ranges.json')
  it.each(valid)('$field', ({ field, range: [start, end] }) => {
    expect(parseRangeField(field)).toEqual({ start, end })
    expect(printRangeField({ start, end })).toBe(field)
  })
  it.each(invalid)('none: "%s"', (field) => expect(parseRangeField(field)).toBeNull())
  it('none where the field is missing', () => expect(parseRangeField(undefined)).toBeNull())
})

describe('device ids', () => {
  const ids = vectors<{
    readonly written: string
    readonly understood: readonly string[]
    readonly refused: readonly string[]
    readonly keys: readonly { spkiBase64: string; id: string }[]
  }>('device-ids.json')
  it.each([ids.written, ...ids.understood])('%s', (text) => expect(parseId(text)).toBe(ids.written))
  it.each(ids.refused)('none: "%s"', (text) => expect(parseId(text)).toBeNull())
  it.each(ids.keys)('$id of a key', ({ spkiBase64, id }) => {
    expect(formatId(createHash('sha256').update(Buffer.from(spkiBase64, 'base64')).digest())).toBe(id)
  })
})
