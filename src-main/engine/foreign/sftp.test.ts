/** An SSH server made for what OpenSSH and ProFTPD do not do: questions for a password, and reads that fall short. */
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import ssh2, { type Connection, type Server } from 'ssh2'
import { afterEach, expect, it } from 'vitest'
import { seededContent } from '../../../e2e/fixtures/content.ts'
import { fingerprint } from './known-hosts.ts'
import { openSftp } from './sftp.ts'

const CONTENT = seededContent('sftp', 300_001)
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' }
})
const parsed = ssh2.utils.parseKey(privateKey)
if (parsed instanceof Error) throw parsed
const KEY = parsed.getPublicSSH()

let server: Server | null = null
const clients = new Set<Connection>()
afterEach(async () => {
  for (const client of clients) client.end()
  const closed = server && once(server, 'close')
  server?.close()
  await closed
})

/** `largest`: bytes it sends at most for one read, 0: it never answers; `shown`: what it says the length is. */
async function serve({
  largest,
  shown = CONTENT.size
}: {
  largest: number
  shown?: number
}): Promise<number> {
  const { STATUS_CODE } = ssh2.utils.sftp
  server = new ssh2.Server({ hostKeys: [privateKey] }, (client) => {
    clients.add(client)
    client.on('error', () => undefined)
    client.on('authentication', (asked) => {
      if (asked.method !== 'keyboard-interactive') return asked.reject(['keyboard-interactive'])
      asked.prompt([{ prompt: 'Password: ', echo: false }], (answers) =>
        answers[0] === 'secret' ? asked.accept() : asked.reject()
      )
    })
    client.on('session', (accept) => {
      accept().on('sftp', (begin) => {
        const sftp = begin()
        const attributes = { mode: 0o100644, uid: 0, gid: 0, size: shown, atime: 0, mtime: 1_700_000_000 }
        sftp.on('OPEN', (id) => sftp.handle(id, Buffer.from('h')))
        sftp.on('FSTAT', (id) => sftp.attrs(id, attributes))
        sftp.on('READ', (id, _, position, length) => {
          if (largest === 0) return
          const bytes = CONTENT.read(position, position + Math.min(length, largest))
          if (bytes.length === 0) sftp.status(id, STATUS_CODE.EOF)
          else sftp.data(id, bytes)
        })
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const open = (port: number, password = 'secret', signal = new AbortController().signal) =>
  openSftp({
    url: new URL(`sftp://127.0.0.1:${port}/a`),
    login: { kind: 'password', user: 'ada', password },
    secureContext: () => tls.createSecureContext(),
    ssh: { user: 'me', knownHosts: [], keys: [], agent: null },
    acceptedHostKey: fingerprint(KEY),
    signal
  })

const read = async (source: Awaited<ReturnType<typeof open>>, start: number): Promise<Buffer> => {
  const parts: Uint8Array[] = []
  for await (const bytes of source.read(start)) parts.push(bytes)
  return Buffer.concat(parts)
}

it('answers a question for a password, and pieces together reads that fall short', async () => {
  const source = await open(await serve({ largest: 1000 }))
  expect(await source.look()).toEqual({
    length: CONTENT.size,
    validator: { etag: null, lastModified: '2023-11-14T22:13:20.000Z' }
  })
  expect((await read(source, 12_345)).equals(CONTENT.read(12_345, CONTENT.size))).toBe(true)
  source.close()
})

it('a wrong password is refused', async () => {
  await expect(open(await serve({ largest: 1000 }), 'wrong')).rejects.toMatchObject({ code: 'login-refused' })
})

it('a file longer than it says is seen to be', async () => {
  const source = await open(await serve({ largest: 40_000, shown: 200_000 }))
  await source.look()
  expect((await read(source, 0)).length).toBe(200_001)
  source.close()
})

it('ends what is under way when it is told to', async () => {
  const stop = new AbortController()
  const source = await open(await serve({ largest: 0 }), 'secret', stop.signal)
  await source.look()
  const bytes = read(source, 0)
  stop.abort()
  await expect(bytes).rejects.toMatchObject({ code: 'connection-lost' })
})
