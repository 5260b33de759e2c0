/**
 * Envelopes as JSON text, for wires that carry text (WebSocket). Typed arrays travel as
 * `{"$bytes": base64, "$type": name}` in little-endian order, so a progress frame survives unchanged.
 */
const TYPES = { Float64Array, Uint16Array, Uint8Array } as const
type TypeName = keyof typeof TYPES
type Column = Float64Array | Uint16Array | Uint8Array

export const encodeJson = (message: unknown): string =>
  JSON.stringify(message, (_key, value: unknown) => (isColumn(value) ? toTagged(value) : value))

/**
 * Throws SyntaxError on text that is not JSON, RangeError on a column that is not base64 or whose bytes do not fit
 * its type. Keys named `__proto__` are dropped.
 */
export const decodeJson = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) =>
    key === '__proto__' ? undefined : isTagged(value) ? fromTagged(value) : value
  )

const isColumn = (value: unknown): value is Column =>
  value instanceof Float64Array || value instanceof Uint16Array || value instanceof Uint8Array

interface Tagged {
  readonly $type: TypeName
  readonly $bytes: string
}

const isTagged = (value: unknown): value is Tagged =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<Tagged>).$bytes === 'string' &&
  typeof (value as Partial<Tagged>).$type === 'string' &&
  Object.hasOwn(TYPES, (value as Tagged).$type)

function toTagged(column: Column): Tagged {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return { $type: column.constructor.name as TypeName, $bytes: btoa(binary) }
}

function fromTagged({ $type, $bytes }: Tagged): Column {
  const bytes = Uint8Array.from(binaryOf($bytes), (character) => character.charCodeAt(0))
  const { BYTES_PER_ELEMENT, name } = TYPES[$type]
  if (bytes.length % BYTES_PER_ELEMENT !== 0) {
    throw new RangeError(
      `${bytes.length} bytes do not make a ${name}: its elements have ${BYTES_PER_ELEMENT} each`
    )
  }
  return new TYPES[$type](bytes.buffer)
}

function binaryOf(base64: string): string {
  try {
    return atob(base64)
  } catch {
    throw new RangeError('the bytes of a column are not base64')
  }
}

declare function btoa(data: string): string
declare function atob(data: string): string
