import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeJson, encodeJson } from './json-codec.ts'

const column = fc.oneof(
  fc.array(fc.double(), { maxLength: 64 }).map((values) => Float64Array.from(values)),
  fc.uint16Array({ maxLength: 64 }),
  fc.uint8Array({ maxLength: 64 }),
  // A view into the middle of a larger buffer.
  fc.uint8Array({ minLength: 4, maxLength: 64 }).map((whole) => whole.subarray(1, -1))
)

/** Whatever the contract may carry: JSON values with columns anywhere in them. */
const { message } = fc.letrec<{ message: unknown }>((tie) => ({
  message: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    column,
    fc.array(tie('message'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__' && !key.startsWith('$')),
      tie('message'),
      {
        maxKeys: 4,
        noNullPrototype: true
      }
    )
  )
}))

test('what is encoded comes back the same', () => {
  fc.assert(
    fc.property(message, (value) => {
      expect(decodeJson(encodeJson(value))).toStrictEqual(value)
    })
  )
})

test('a key named __proto__ is dropped at any depth and changes no prototype', () => {
  const decoded = decodeJson('{"a": {"__proto__": {"evil": 1}, "b": 2}, "__proto__": []}') as { a: object }
  expect(decoded).toStrictEqual({ a: { b: 2 } })
  expect(Object.getPrototypeOf(decoded.a)).toBe(Object.prototype)
  expect(({} as { evil?: unknown }).evil).toBeUndefined()
})

test.each([
  [
    'a length that is no multiple of the element',
    '{"$type":"Float64Array","$bytes":"AAAA"}',
    '3 bytes do not make a Float64Array'
  ],
  ['one byte for two', '{"$type":"Uint16Array","$bytes":"AA=="}', '1 bytes do not make a Uint16Array'],
  ['text that is not base64', '{"$type":"Uint8Array","$bytes":"%%%"}', 'not base64']
])('malformed columns are refused: %s', (_, text, message) => {
  expect(() => decodeJson(text)).toThrow(RangeError)
  expect(() => decodeJson(text)).toThrow(message)
})

test.each([
  '{"$type":"Function","$bytes":"AAAA"}',
  '{"$type":"__proto__","$bytes":"AAAA"}',
  '{"$type":{"toString":1},"$bytes":"AAAA"}',
  '{"$type":"Uint8Array","$bytes":7}'
])('what only resembles a column stays an object: %s', (text) => {
  expect(decodeJson(text)).toEqual(JSON.parse(text))
})

test('any text at all decodes or is refused with one of the two errors promised', () => {
  const nearlyAColumn = fc.record({
    $type: fc.oneof(fc.constantFrom('Float64Array', 'Uint16Array', 'Uint8Array'), fc.jsonValue()),
    $bytes: fc.oneof(fc.base64String(), fc.string(), fc.jsonValue())
  })
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    nearlyAColumn.map((value) => JSON.stringify({ value }))
  )
  fc.assert(
    fc.property(text, (given) => {
      try {
        decodeJson(given)
      } catch (thrown) {
        expect(thrown instanceof SyntaxError || thrown instanceof RangeError).toBe(true)
      }
    })
  )
})
