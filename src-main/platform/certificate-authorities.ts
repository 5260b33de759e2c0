/**
 * The certificate authorities a person's other programs trust: those Node ships, the system's own store (where a
 * company's or a school's root lives), and NODE_EXTRA_CA_CERTS, which Node itself forgets as soon as a connection
 * names its authorities. It never fails: a store that cannot be read is a store with nothing in it.
 */
import { readFileSync } from 'node:fs'
import * as tls from 'node:tls'
import { surroundings, type Surroundings } from './state-directory.ts'

/** Where Linux distributions and BSDs keep their bundle; the first that is there counts. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Arch, Gentoo
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // Fedora, RHEL
  '/etc/pki/tls/certs/ca-bundle.crt', // older Fedora, RHEL
  '/etc/ssl/ca-bundle.pem', // openSUSE
  '/etc/ssl/cert.pem' // Alpine, BSDs
]

/** PEM certificates, each once. Reads files: ask once and keep the answer. */
export function certificateAuthorities({ env, platform }: Surroundings = surroundings()): readonly string[] {
  const byContent = new Map<string, string>()
  const sources = [tls.rootCertificates, systemStore(env, platform), readBundle(env['NODE_EXTRA_CA_CERTS'])]
  for (const pem of sources.flat()) byContent.set(pem.replace(/\s/g, ''), pem)
  return [...byContent.values()]
}

function systemStore(env: Surroundings['env'], platform: NodeJS.Platform): readonly string[] {
  // Files first where there are files: measured, Node's own reading of Linux's store takes 55 ms, this takes 3.
  if (platform !== 'win32' && platform !== 'darwin') {
    for (const file of env['SSL_CERT_FILE'] ? [env['SSL_CERT_FILE']] : BUNDLES) {
      const certificates = readBundle(file)
      if (certificates.length > 0) return certificates
    }
    return []
  }
  // Node has had it since 22.15; older Electrons do without.
  return typeof tls.getCACertificates === 'function' ? tls.getCACertificates('system') : []
}

function readBundle(file: string | undefined): readonly string[] {
  if (!file) return []
  try {
    return (
      readFileSync(file, 'latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
    )
  } catch {
    return []
  }
}
