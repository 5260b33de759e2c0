/** Opens the connection an address asks for: the one place that knows which protocol is which. */
import type { Access, ForeignSource } from './foreign-source.ts'

/** Connected and logged in. Rejects with ShoalError. Libraries are loaded when the first transfer needs them. */
export async function openSource(access: Access): Promise<ForeignSource> {
  if (access.url.protocol === 'sftp:') return (await import('./sftp.ts')).openSftp(access)
  return (await import('./ftp.ts')).openFtp(access)
}
