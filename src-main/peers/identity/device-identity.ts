/**
 * Who this device is to others: one key and its certificate in STATE_DIR/identity/, made when they are first needed.
 * Losing them means pairing with every other device again, so nothing here ever overwrites or removes a file that was
 * there: what cannot be used is left as it is and said.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import { createCertificate, type Certificate } from './certificate.ts'
import { idOfCertificate } from './device-id.ts'
import { readPrivateFile, reasonOf, syncFolder, writePrivateFile } from './private-file.ts'

export interface DeviceIdentity {
  readonly id: PeerId
  readonly certificatePem: string
  readonly privateKeyPem: string
}

const FOLDER = 'identity'
const CERTIFICATE_FILE = 'certificate.pem'
const KEY_FILE = 'key.pem'

/**
 * Reads this device's identity and makes one when there is none; of several processes that do so at once, one makes it
 * and all get the same. Throws ShoalError: `identity-broken`, `identity-unreadable`, `identity-unwritable`.
 */
export async function loadIdentity(stateDirectory: string): Promise<DeviceIdentity> {
  const folder = path.join(stateDirectory, FOLDER)
  return (await readIdentity(folder)) ?? (await createIdentity(folder))
}

/** Who shows this certificate. */
export const identityOf = (certificate: Certificate): DeviceIdentity => ({
  id: idOfCertificate(new X509Certificate(certificate.certificatePem)),
  ...certificate
})

/** Null when neither file is there. */
async function readIdentity(folder: string): Promise<DeviceIdentity | null> {
  let certificatePem = await readPem(folder, CERTIFICATE_FILE)
  const privateKeyPem = await readPem(folder, KEY_FILE)
  if (privateKeyPem === null) {
    if (certificatePem === null) return null
    throw broken(folder, `${KEY_FILE} is missing`)
  }
  // Both appear at one instant, which may have been between the two questions.
  certificatePem ??= await readPem(folder, CERTIFICATE_FILE)
  if (certificatePem === null) throw broken(folder, `${CERTIFICATE_FILE} is missing`)

  const certificate = parsed(folder, CERTIFICATE_FILE, () => new X509Certificate(certificatePem))
  const key = parsed(folder, KEY_FILE, () => createPrivateKey(privateKeyPem))
  if (!certificate.checkPrivateKey(key)) throw broken(folder, 'the key is not the one of the certificate')
  await closeToOthers(folder)
  await closeToOthers(path.join(folder, KEY_FILE))
  return { id: idOfCertificate(certificate), certificatePem, privateKeyPem }
}

async function createIdentity(folder: string): Promise<DeviceIdentity> {
  const made = await createCertificate()
  try {
    await putInPlace(folder, made)
  } catch (thrown) {
    // Another process may have been faster; what it made is this device's identity.
    const theirs = await readIdentity(folder)
    if (!theirs) throw fail('identity-unwritable', { folder, reason: reasonOf(thrown) }, thrown)
    return theirs
  }
  return identityOf(made)
}

/**
 * Both files appear together or not at all: they are written to a folder of another name, and that is renamed. A
 * rename onto a folder with something in it fails, so nothing that is there can be lost.
 */
async function putInPlace(folder: string, made: Certificate): Promise<void> {
  const parent = path.dirname(folder)
  await mkdir(parent, { recursive: true, mode: 0o700 })
  const draft = await mkdtemp(`${folder}-`)
  try {
    await writePrivateFile(path.join(draft, KEY_FILE), made.privateKeyPem)
    await writePrivateFile(path.join(draft, CERTIFICATE_FILE), made.certificatePem)
    await syncFolder(draft)
    await rename(draft, folder)
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true })
    throw thrown
  }
  await syncFolder(parent)
}

async function readPem(folder: string, name: string): Promise<string | null> {
  try {
    return (await readPrivateFile(path.join(folder, name)))?.bytes.toString('utf8') ?? null
  } catch (thrown) {
    throw fail('identity-unreadable', { file: path.join(folder, name), reason: reasonOf(thrown) }, thrown)
  }
}

function parsed<Value>(folder: string, name: string, parse: () => Value): Value {
  try {
    return parse()
  } catch (thrown) {
    throw fail('identity-broken', { folder, reason: `${name} holds something else` }, thrown)
  }
}

/** Takes away what others may do with it, as a copy or a backup may have left it. */
async function closeToOthers(file: string): Promise<void> {
  if (process.platform === 'win32') return
  try {
    const { mode } = await stat(file)
    if ((mode & 0o077) !== 0) await chmod(file, mode & 0o700)
  } catch (thrown) {
    throw fail('identity-unreadable', { file, reason: `it is open to others: ${reasonOf(thrown)}` }, thrown)
  }
}

const broken = (folder: string, reason: string): Error => fail('identity-broken', { folder, reason })
