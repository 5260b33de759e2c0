/** Whom HTTPS connections trust: the system's authorities, and for some transfers a private one. */
import { readFile } from 'node:fs/promises'
import tls from 'node:tls'
import { fail } from '../../../src-shared/errors/problem.ts'

export class Trust {
  readonly #authorities: () => readonly string[]
  /** Parsing some hundred certificates takes tens of milliseconds: once per set, when first needed. */
  readonly #contexts = new Map<string, tls.SecureContext>()

  /** `authorities` is asked when the first HTTPS connection is made. */
  constructor(authorities: () => readonly string[]) {
    this.#authorities = authorities
  }

  /** `privateAuthorities` is PEM text, or '' for none. */
  contextFor(privateAuthorities: string): tls.SecureContext {
    const known = this.#contexts.get(privateAuthorities)
    if (known) return known
    const ca =
      privateAuthorities === '' ? [...this.#authorities()] : [...this.#authorities(), privateAuthorities]
    const context = tls.createSecureContext({ ca, minVersion: 'TLSv1.2' })
    this.#contexts.set(privateAuthorities, context)
    return context
  }
}

/** Reads a PEM file. Throws ShoalError `option-invalid` when it cannot be read or holds no certificate. */
export async function readCertificates(path: string): Promise<string> {
  const option = '--ca-certificate'
  let pem: string
  try {
    pem = await readFile(path, 'utf8')
  } catch (thrown) {
    throw fail('option-invalid', {
      option,
      reason: `${path} cannot be read (${(thrown as NodeJS.ErrnoException).code ?? ''})`
    })
  }
  try {
    tls.createSecureContext({ ca: pem })
  } catch {
    throw fail('option-invalid', { option, reason: `${path} holds no valid certificate` })
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw fail('option-invalid', { option, reason: `${path} holds no certificate in PEM form` })
  }
  return pem
}
