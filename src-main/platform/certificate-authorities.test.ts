import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, rootCertificates } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certificateAuthorities } from './certificate-authorities.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'shoal-ca-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const none = { platform: 'linux', home: '/nowhere' } as const
const [first, second] = rootCertificates as [string, string]

/** The same certificate with other line breaks: what counts is its content. */
const rewrapped = (pem: string): string =>
  pem
    .replace(/\n/g, '')
    .replace('-----BEGIN CERTIFICATE-----', '$&\r\n')
    .replace('-----END CERTIFICATE-----', '\r\n$&\r\n')

test('the system’s and the user’s own authorities join those Node ships, each once', () => {
  const [system, extra] = [join(folder, 'system.pem'), join(folder, 'extra.pem')]
  writeFileSync(system, `# a comment\n${rewrapped(first)}`)
  writeFileSync(extra, rewrapped(second))
  const found = certificateAuthorities({
    ...none,
    env: { SSL_CERT_FILE: system, NODE_EXTRA_CA_CERTS: extra }
  })
  const prints = found.map((pem) => new X509Certificate(pem).fingerprint256)
  expect(new Set(prints).size).toBe(prints.length)
  expect(new Set(prints)).toEqual(
    new Set(rootCertificates.map((pem) => new X509Certificate(pem).fingerprint256))
  )
  expect(found).toContain(rewrapped(first).trim())
})

test('stores that cannot be read are stores with nothing in them', () => {
  const env = { SSL_CERT_FILE: join(folder, 'missing'), NODE_EXTRA_CA_CERTS: folder }
  expect(certificateAuthorities({ ...none, env })).toHaveLength(rootCertificates.length)
})

test('what this machine trusts is accepted by TLS', () => {
  const found = certificateAuthorities()
  expect(found.length).toBeGreaterThanOrEqual(rootCertificates.length)
  expect(() => createSecureContext({ ca: [...found] })).not.toThrow()
})
