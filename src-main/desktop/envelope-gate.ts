/**
 * What a page may say: calls and subscriptions of names the contract knows, rebuilt field by field. The preload
 * passes on nothing else, and the main process checks again, since a page that was taken over need not use ours.
 */
import { isMethod, isStream } from '../../src-shared/contract/contract.ts'
import type { ClientEnvelope } from '../../src-shared/rpc/transport.ts'

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
