/**
 * What a page may say: calls and subscriptions of names the contract knows, rebuilt field by field. The preload
 * passes on nothing else, and the main process checks again, since a page that was taken over need not use ours.
 */
import { isMethod, isStream } from '../../src-shared/contract/contract.ts'
import { problem } from '../../src-shared/errors/problem.ts'
import type { ClientEnvelope, ServerEnvelope } from '../../src-shared/rpc/transport.ts'

/** The envelope, stripped of all that does not belong, or null when it is none. */
export function admit(message: unknown): ClientEnvelope | null {
  if (typeof message !== 'object' || message === null) return null
  const { t, id, method, input, stream } = message as Record<string, unknown>
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return null
  if (t === 'call' && isMethod(method)) return { t, id, method, input }
  if (t === 'subscribe' && isStream(stream)) return { t, id, stream }
  if (t === 'unsubscribe') return { t, id }
  return null
}

/** What a caller hears whose call or subscription was not admitted; null when there is nobody to answer. */
export function refusalOf(message: unknown): ServerEnvelope | null {
  if (typeof message !== 'object' || message === null) return null
  const { t, id, method, stream } = message as Record<string, unknown>
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return null
  if (t !== 'call' && t !== 'subscribe') return null
  const asked = t === 'call' ? method : stream
  const name = typeof asked === 'string' ? asked.slice(0, MAX_NAME_TOLD) : typeof asked
  return {
    t: 'error',
    id,
    problem: problem('input-invalid', { method: name, reason: 'the contract has no such name' })
  }
}

/** Characters of a wrong name that are worth repeating. */
const MAX_NAME_TOLD = 80
