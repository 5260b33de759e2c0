/** Whom HTTPS connections trust: the system's authorities, and for some transfers a private one. */
import { readFile } from 'node:fs/promises'
import tls from 'node:tls'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { ClientCertificate } from '../../../src-shared/model/request-options.ts'

/** PEM texts of who this machine is to a server that asks. */
export interface ClientIdentity {
  readonly cert: string
  readonly key: string
}

export class Trust {
  readonly #authorities: () => readonly string[]
  /** Parsing some hundred certificates takes tens of milliseconds: once per set, when first needed. */
  readonly #contexts = new Map<string, tls.SecureContext>()

  /** `authorities` is asked when the first HTTPS connection is made. */
  constructor(authorities: () => readonly string[]) {
    this.#authorities = authorities
  }

  /** `privateAuthorities` is PEM text, or '' for none. */
  contextFor(privateAuthorities: string, identity: ClientIdentity | null): tls.SecureContext {
    const set = [privateAuthorities, identity?.cert ?? '', identity?.key ?? ''].join('\0')
    const known = this.#contexts.get(set)
    if (known) return known
    const ca =
      privateAuthorities === '' ? [...this.#authorities()] : [...this.#authorities(), privateAuthorities]
    const context = tls.createSecureContext({ ca, minVersion: 'TLSv1.2', ...identity })
    this.#contexts.set(set, context)
    return context
  }
}

/** Reads a PEM file. Throws ShoalError `option-invalid` when it cannot be read or holds no certificate. */
export async function readCertificates(path: string): Promise<string> {
  const option = '--ca-certificate'
  const pem = await readPem(path, option)
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

/** Reads the PEM files of a client certificate. Throws ShoalError `option-invalid` when they cannot be used. */
export async function readIdentity({ certificate, key }: ClientCertificate): Promise<ClientIdentity> {
  const identity = {
    cert: await readPem(certificate, '--client-certificate'),
    key: await readPem(key, '--client-key')
  }
  const refuse = (option: string, reason: string): Error => fail('option-invalid', { option, reason })
  try {
    tls.createSecureContext({ cert: identity.cert })
  } catch {
    throw refuse('--client-certificate', `${certificate} holds no valid certificate in PEM form`)
  }
  if (/-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(identity.key)) {
    throw refuse('--client-key', `${key} is encrypted; give a key without a passphrase`)
  }
  try {
    tls.createSecureContext(identity)
  } catch {
    throw refuse('--client-key', `${key} holds no key in PEM form that belongs to ${certificate}`)
  }
  return identity
}

async function readPem(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    throw fail('option-invalid', {
      option,
      reason: `${path} cannot be read (${(thrown as NodeJS.ErrnoException).code ?? ''})`
    })
  }
}
