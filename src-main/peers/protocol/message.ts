/**
 * One kind of JSON message: what it weighs at most, reading and writing as inverses. Reading takes anything from the
 * network and gives a checked value or throws; it never repairs, and never passes on a field that no schema names.
 */
import * as v from 'valibot'
import { fail } from '../../../src-shared/errors/problem.ts'

export interface Message<T> {
  /** As it is called in docs/peer-protocol.md. */
  readonly name: string
  /** Of its text, in bytes. */
  readonly limitBytes: number
  /** Throws ShoalError `message-invalid`, or `peer-newer` for a later version of the protocol. */
  decode(text: string): T
  encode(value: T): string
}

export function message<T>(options: {
  readonly name: string
  readonly limitBytes: number
  readonly schema: v.GenericSchema<unknown, T>
  readonly toWire: (value: T) => unknown
}): Message<T> {
  const { name, limitBytes, schema, toWire } = options
  return {
    name,
    limitBytes,
    decode(text) {
      let json: unknown
      try {
        json = JSON.parse(text)
      } catch {
        throw fail('message-invalid', { what: name, reason: 'it is not JSON' })
      }
      const outcome = v.safeParse(schema, json, { abortEarly: true, abortPipeEarly: true })
      if (outcome.success) return outcome.output
      const issue = outcome.issues[0]
      const at = v.getDotPath(issue)
      throw fail('message-invalid', { what: name, reason: `${at ?? 'it'} ${issue.message}` })
    },
    encode: (value) => JSON.stringify(toWire(value))
  }
}
