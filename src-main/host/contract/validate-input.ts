/** The contract's gate: checks an input against its schema and says, in words, why one is refused. */
import * as v from 'valibot'
import type { InputValidator } from '../../../src-shared/rpc/server.ts'
import { inputSchemas } from './input-schemas.ts'

export const validateInput: InputValidator = (method, input) => {
  const checked = v.safeParse(inputSchemas[method], input, { abortEarly: true })
  return checked.success
    ? { ok: true, input: checked.output }
    : { ok: false, reason: reasonFor(checked.issues[0]) }
}

function reasonFor(issue: v.BaseIssue<unknown>): string {
  const where = v.getDotPath(issue) ?? 'the input'
  if (issue.type !== 'strict_object') return `${where} ${issue.message}`
  // One schema kind, three complaints: not an object at all, a key too many, a key too few.
  if (issue.expected === 'never') return `there is no such option as ${clipped(where)}`
  return issue.received === 'undefined' ? `${where} is missing` : `${where} must be an object`
}

const clipped = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)
