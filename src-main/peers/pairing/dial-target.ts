/**
 * The way to what a person named to pair with: an address is dialled as it was typed, an id wherever it is heard, now
 * or in a moment. Who is there is proven by whoever dials, not by what was typed.
 */
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import { USUAL_PEER_PORT } from '../../../src-shared/model/peer-self.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { Directory } from '../directory/directory.ts'
import { parseId } from '../identity/device-id.ts'

/** A machine that was just started, here or there, is heard of by then; the other person may still be typing. */
const HEARD_WITHIN_MS = 20_000
/** An address that did not answer is tried again. */
const TRY_AGAIN_MS = 1000

export interface Surroundings<Met> {
  readonly directory: Pick<Directory, 'peer' | 'onChange'>
  readonly clock: Clock
  /** Asks the network who is there. */
  lookAround(): void
  /** Connects; `peer` null: whoever is there. Rejects with ShoalError. */
  meet(host: string, port: number, peer: PeerId | null): Promise<Met>
}

/** Rejects with ShoalError: `option-invalid`, `interrupted`, what `meet` does, `peer-unreachable`. */
export async function dialTarget<Met>(
  target: string,
  { directory, clock, lookAround, meet }: Surroundings<Met>,
  signal: AbortSignal
): Promise<Met> {
  const id = parseId(target)
  if (id === null) {
    const { host, port } = typedAddress(target)
    return meet(host, port, null)
  }
  const untilMs = clock.nowMs() + HEARD_WITHIN_MS
  let failure = fail('peer-unreachable', { address: target, reason: 'no address of it is known here' })
  for (;;) {
    for (const { host, port } of directory.peer(id)?.addresses ?? []) {
      try {
        return await meet(host, port, id)
      } catch (thrown) {
        if (!(thrown instanceof ShoalError)) throw thrown
        failure = thrown
      }
    }
    if (signal.aborted) throw fail('interrupted')
    if (clock.nowMs() >= untilMs) throw failure
    lookAround()
    await changed(id, directory, clock, signal)
  }
}

/** Resolves when something is heard of this peer, when it is time to try again, or when aborted. */
async function changed(
  id: PeerId,
  directory: Pick<Directory, 'onChange'>,
  clock: Clock,
  signal: AbortSignal
): Promise<void> {
  const over = new AbortController()
  const end = (): void => over.abort()
  const stopListening = directory.onChange((changed) => changed === id && end())
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  await clock.sleep(TRY_AGAIN_MS, over.signal).catch(() => undefined)
  signal.removeEventListener('abort', end)
  stopListening()
}

/** HOST, HOST:PORT, [V6] or [V6]:PORT. Throws ShoalError `option-invalid`. */
export function typedAddress(text: string): { readonly host: string; readonly port: number } {
  const isBareV6 = !text.includes('[') && text.split(':').length > 2
  try {
    const url = new URL(`https://${isBareV6 ? `[${text}]` : text}/`)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // The port that https has anyway is not in a URL.
    const usual = /:0*443$/.test(text) && !isBareV6 ? 443 : USUAL_PEER_PORT
    return { host, port: url.port === '' ? usual : Number(url.port) }
  } catch {
    throw fail('option-invalid', {
      option: 'PEER',
      reason: `expected an id or an address, not "${text.slice(0, 100)}"`
    })
  }
}
