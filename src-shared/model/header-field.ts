/**
 * Which header fields a person may add to a request. A field that could end its line would let one value smuggle a
 * second request (RFC 9112 section 11.2); a field that Shoal itself must set would make answers mean something else.
 * Refusals never repeat a value: it may be a secret.
 */
import type { HeaderField } from './request-options.ts'

export const MAX_FIELD_VALUE_CHARACTERS = 8 * 1024

/** Why the field cannot be sent, or null. */
export function headerFieldRefusal({ name, value }: HeaderField): string | null {
  if (!TOKEN.test(name)) return 'expected a field name of letters, digits and hyphens'
  const owned = OWNED[name.toLowerCase()]
  if (owned !== undefined) return `${name} cannot be set: ${owned}`
  return fieldValueRefusal(value)
}

/** Why the text cannot be a field's value (RFC 9110 section 5.5), or null. */
export function fieldValueRefusal(value: string): string | null {
  if (CONTROLS.test(value)) return 'a value must not contain line breaks or control characters'
  if (value.trim() !== value) return 'a value must not begin or end with a space'
  if (value.length > MAX_FIELD_VALUE_CHARACTERS) {
    return `a value must be at most ${MAX_FIELD_VALUE_CHARACTERS} characters long`
  }
  return null
}

const MOST_USER_AGENT_CHARACTERS = 256

/** Words that any server can read, as a program names itself (RFC 9110 section 10.1.5). */
export const isUserAgent = (text: string): boolean =>
  text.length <= MOST_USER_AGENT_CHARACTERS && /^[!-~]+(?: [!-~]+)*$/.test(text)

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/
const CONTROLS = /[\0-\x08\x0a-\x1f\x7f]/

const FRAMING = 'it decides where a message ends'
const RANGES = 'Shoal asks for ranges itself'
const CONNECTIONS = 'Shoal decides about its connections itself'

/** Lower case. */
const OWNED: Readonly<Record<string, string>> = {
  host: 'it comes from the address',
  range: RANGES,
  'if-range': RANGES,
  connection: CONNECTIONS,
  'keep-alive': CONNECTIONS,
  upgrade: CONNECTIONS,
  te: FRAMING,
  trailer: FRAMING,
  'transfer-encoding': FRAMING,
  'content-length': FRAMING,
  expect: FRAMING,
  'accept-encoding': 'an encoded answer has other byte offsets than the file',
  'proxy-authorization': 'write NAME:PASSWORD into the address of the proxy',
  'user-agent': 'use --user-agent',
  referer: 'use --referer'
}
