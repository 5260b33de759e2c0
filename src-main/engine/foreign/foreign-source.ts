/**
 * A server that speaks another protocol than HTTP, as a transfer sees it: one file that can be looked at and read from
 * any byte on. Each protocol is one implementation on top of a library; nothing else of Shoal knows which.
 */
import type { Login } from '../../../src-shared/model/request-options.ts'
import type { SecureContext } from 'node:tls'
import type { Validator } from '../ports/journal-port.ts'
import type { SshHome } from '../ports/ssh-home.ts'

/** The file as the server shows it now; null is what it does not tell. */
export interface Sighting {
  readonly length: number | null
  /** Null also when the server cannot send from the middle of a file. */
  readonly validator: Validator | null
}

export interface ForeignSource {
  look(): Promise<Sighting>
  /**
   * The bytes from `start` to the file's end, in order; reading less than all of them may cost the connection.
   * Rejects with ShoalError, as `look` does.
   */
  read(start: number): AsyncIterable<Uint8Array>
  /** Ends the connection; what waits on it is rejected. */
  close(): void
}

export interface Access {
  readonly url: URL
  readonly login: Login | null
  /** Whom TLS connections trust. */
  readonly secureContext: () => SecureContext
  readonly ssh: SshHome
  /** Fingerprint of the host key that the person vouches for, or null. */
  readonly acceptedHostKey: string | null
  /** Ends whatever is under way. */
  readonly signal: AbortSignal
}
