/**
 * Makes the certificate that a device shows to others: a key pair and a statement about it signed by itself. Who reads
 * it compares the key alone, so names and dates in it mean nothing and are the same on every device: they must never
 * tell anyone whose machine this is.
 */
import { webcrypto } from 'node:crypto'

export interface Certificate {
  readonly certificatePem: string
  readonly privateKeyPem: string
}

const NAME = 'CN=shoal'
/** Before any clock of a device that runs this. */
const NOT_BEFORE = new Date('2020-01-01T00:00:00Z')
/** RFC 5280 §4.1.2.5: the date for a certificate that has no end. */
const NOT_AFTER = new Date('9999-12-31T23:59:59Z')
/** P-256 is what every TLS 1.3 library has, and its handshakes cost the least. */
const KEY = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' }

export const createCertificate = async (): Promise<Certificate> =>
  signOwn(await createKeys(), { notBefore: NOT_BEFORE, notAfter: NOT_AFTER })

export const createKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  // Node 18 has no global `crypto`.
  webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify'])

export async function signOwn(
  keys: webcrypto.CryptoKeyPair,
  dates: { readonly notBefore: Date; readonly notAfter: Date }
): Promise<Certificate> {
  // Loaded here alone: it takes some 80 ms, and a device makes its certificate once.
  await import('reflect-metadata')
  const { PemConverter, X509CertificateGenerator } = await import('@peculiar/x509')
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { name: NAME, ...dates, keys: asBrowsers(keys), signingAlgorithm: SIGNATURE },
    asBrowsers(webcrypto)
  )
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    certificatePem: `${certificate.toString('pem')}\n`,
    privateKeyPem: `${PemConverter.encode(privateKey, 'PRIVATE KEY')}\n`
  }
}

/** The library's types are those of browsers, which the compiler may or may not know; the things are the same. */
const asBrowsers = (value: unknown): never => value as never
