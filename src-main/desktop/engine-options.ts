/** What the desktop asks of its engine: everything resumes, settings are kept, peers are met when their owner joins. */
import { DESKTOP_PATIENCE_MS, DESKTOP_PEERS, type ShoalOptions } from '../host/shoal-options.ts'
import { downloadDirectory } from '../platform/download-directory.ts'
import { interfacesNamed } from '../host/peer-network.ts'

export const engineOptions = (version: string, stateDirectory: string): ShoalOptions => ({
  version,
  stateDirectory,
  downloadDirectory: downloadDirectory(),
  sqliteBinding: process.env['SHOAL_SQLITE_BINDING'],
  resume: 'all',
  settings: 'kept',
  patienceMs: DESKTOP_PATIENCE_MS,
  peers: { ...DESKTOP_PEERS, interfaces: interfacesNamed(process.env) }
})
