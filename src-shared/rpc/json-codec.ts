/**
 * Envelopes as JSON text, for wires that carry text (WebSocket). Typed arrays travel as
 * `{"$bytes": base64, "$type": name}` in little-endian order, so a progress frame survives unchanged.
 */
const TYPES = { Float64Array, Uint16Array, Uint8Array } as const
type TypeName = keyof typeof TYPES
type Column = Float64Array | Uint16Array | Uint8Array

export const encodeJson = (message: unknown): string =>
  JSON.stringify(message, (_key, value: unknown) => (isColumn(value) ? toTagged(value) : value))

/** Throws SyntaxError on text that is not JSON, RangeError on a column whose bytes do not fit its type. */
export const decodeJson = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : isTagged(value) ? fromTagged(value) : value))

const isColumn = (value: unknown): value is Column =>
  value instanceof Float64Array || value instanceof Uint16Array || value instanceof Uint8Array

interface Tagged {
  readonly $type: TypeName
  readonly $bytes: string
}

const isTagged = (value: unknown): value is Tagged =>
  typeof value === 'object' &&
  value !== null &&
  Object.hasOwn(TYPES, String((value as Partial<Tagged>).$type)) &&
  typeof (value as Partial<Tagged>).$bytes === 'string'

function toTagged(column: Column): Tagged {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return { $type: column.constructor.name as TypeName, $bytes: btoa(binary) }
}

function fromTagged({ $type, $bytes }: Tagged): Column {
  const bytes = Uint8Array.from(atob($bytes), (character) => character.charCodeAt(0))
  return new TYPES[$type](bytes.buffer)
}

declare function btoa(data: string): string
declare function atob(data: string): string
