/**
 * What pinned TLS promises, as cases over real sockets that any runtime can run: Node's OpenSSL and Electron's
 * BoringSSL differ in tickets, versions and errors. Each case rejects when a promise is broken.
 */
import assert from 'node:assert/strict'
import type { webcrypto } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import tls from 'node:tls'
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import { createCertificate, createKeys, signOwn } from './certificate.ts'
import { identityOf, loadIdentity, type DeviceIdentity } from './device-identity.ts'
import { clientTlsOptions, idOfSocket, requirePeer, serverTlsOptions } from './pinned-tls.ts'

export interface PinnedTlsCase {
  readonly name: string
  run(): Promise<void>
}

export const pinnedTlsCases: readonly PinnedTlsCase[] = [
  {
    name: 'an identity is made once and found again',
    async run() {
      const directory = await mkdtemp(path.join(os.tmpdir(), 'shoal-identity-'))
      try {
        const made = await loadIdentity(directory)
        assert.match(made.id, /^[A-Z2-7]{7}(-[A-Z2-7]{7}){7}$/)
        assert.deepEqual(await loadIdentity(directory), made)
      } finally {
        await rm(directory, { recursive: true, force: true })
      }
    }
  },
  {
    name: 'each end sees who the other is, and both have the same keying material',
    async run() {
      const [here, there] = await Promise.all([newIdentity(), newIdentity()])
      await withServer(serverTlsOptions(there), async (server) => {
        const ends = await server.connect(clientTlsOptions(here))
        requirePeer(ends.client, there.id)
        requirePeer(ends.server, here.id)
        assert.equal(ends.client.getProtocol(), 'TLSv1.3')
        assert.equal(ends.client.alpnProtocol, 'http/1.1')
        assert.deepEqual(keyingMaterial(ends.client), keyingMaterial(ends.server))
        const other = await server.connect(clientTlsOptions(here))
        assert.notDeepEqual(keyingMaterial(other.client), keyingMaterial(ends.client))
      })
    }
  },
  {
    name: 'a client finds that another device is there than the one it pinned',
    async run() {
      const [here, expected, other] = await Promise.all([newIdentity(), newIdentity(), newIdentity()])
      await withServer(serverTlsOptions(other), async (server) => {
        const { client } = await server.connect(clientTlsOptions(here))
        throwsCode('peer-unknown', () => requirePeer(client, expected.id))
        assert.equal(idOfSocket(client), other.id)
      })
    }
  },
  {
    name: 'a server finds that another device is there than the one it pinned',
    async run() {
      const [here, expected, other] = await Promise.all([newIdentity(), newIdentity(), newIdentity()])
      await withServer(serverTlsOptions(here), async (server) => {
        const ends = await server.connect(clientTlsOptions(other))
        throwsCode('peer-unknown', () => requirePeer(ends.server, expected.id))
        assert.equal(idOfSocket(ends.server), other.id)
      })
    }
  },
  {
    name: 'a client without a certificate is nobody',
    async run() {
      await withServer(serverTlsOptions(await newIdentity()), async (server) => {
        const ends = await server.connect({ rejectUnauthorized: false })
        throwsCode('peer-unidentified', () => idOfSocket(ends.server))
      })
    }
  },
  {
    name: 'a certificate that has expired, or is not valid yet, names its device all the same',
    async run() {
      const [here, past, future] = await Promise.all([
        newIdentity(),
        identityWithDates('2001-01-01T00:00:00Z', '2001-01-02T00:00:00Z'),
        identityWithDates('2101-01-01T00:00:00Z', '2101-01-02T00:00:00Z')
      ])
      for (const odd of [past, future]) {
        await withServer(serverTlsOptions(odd), async (server) => {
          const ends = await server.connect(clientTlsOptions(here))
          requirePeer(ends.client, odd.id)
        })
        await withServer(serverTlsOptions(here), async (server) => {
          const ends = await server.connect(clientTlsOptions(odd))
          requirePeer(ends.server, odd.id)
        })
      }
    }
  },
  {
    name: 'the same key in another certificate is the same device',
    async run() {
      const keys = await createKeys()
      const [once, again] = await Promise.all([
        identityWithDates('2001-01-01T00:00:00Z', '2001-01-02T00:00:00Z', keys),
        identityWithDates('2021-01-01T00:00:00Z', '2041-01-02T00:00:00Z', keys)
      ])
      assert.notEqual(once.certificatePem, again.certificatePem)
      assert.equal(once.id, again.id)
    }
  },
  {
    name: 'a server resumes no session that a client would resume',
    async run() {
      const [here, there] = await Promise.all([newIdentity(), newIdentity()])
      await withServer(serverTlsOptions(there), async (server) => {
        const session = await server.sessionFor(clientTlsOptions(here))
        // BoringSSL gives no ticket at all.
        const ends = await server.connect({ ...clientTlsOptions(here), ...(session && { session }) })
        assert.equal(ends.client.isSessionReused(), false)
        requirePeer(ends.server, here.id)
      })
    }
  },
  {
    name: 'a session that was resumed names nobody, at either end',
    async run() {
      const [here, there] = await Promise.all([newIdentity(), newIdentity()])
      const resuming: tls.TlsOptions = {
        cert: there.certificatePem,
        key: there.privateKeyPem,
        requestCert: true,
        rejectUnauthorized: false,
        // Without one, OpenSSL resumes no session of a client that was asked for a certificate.
        sessionIdContext: 'shoal'
      }
      const willing = { cert: here.certificatePem, key: here.privateKeyPem, rejectUnauthorized: false }
      await withServer(resuming, async (server) => {
        const session = await server.sessionFor(willing)
        assert.ok(session, 'a server that resumes sessions gives a ticket')
        const ends = await server.connect({ ...willing, session })
        assert.equal(ends.client.isSessionReused(), true)
        throwsCode('peer-unidentified', () => idOfSocket(ends.client))
        throwsCode('peer-unidentified', () => idOfSocket(ends.server))
      })
    }
  },
  {
    name: 'a server refuses a client that knows TLS 1.2 at most',
    async run() {
      const [here, there] = await Promise.all([newIdentity(), newIdentity()])
      await withServer(serverTlsOptions(there), async (server) => {
        const old = { cert: here.certificatePem, key: here.privateKeyPem, maxVersion: 'TLSv1.2' } as const
        await assert.rejects(server.connect({ ...old, rejectUnauthorized: false }), /protocol|version|alert/i)
      })
    }
  },
  {
    name: 'a client refuses a server that knows TLS 1.2 at most',
    async run() {
      const [here, there] = await Promise.all([newIdentity(), newIdentity()])
      const old = { cert: there.certificatePem, key: there.privateKeyPem, maxVersion: 'TLSv1.2' } as const
      await withServer(old, async (server) => {
        await assert.rejects(server.connect(clientTlsOptions(here)), /protocol|version|alert/i)
      })
    }
  }
]

const newIdentity = async (): Promise<DeviceIdentity> => identityOf(await createCertificate())

const identityWithDates = async (
  from: string,
  to: string,
  keys?: webcrypto.CryptoKeyPair
): Promise<DeviceIdentity> =>
  identityOf(
    await signOwn(keys ?? (await createKeys()), { notBefore: new Date(from), notAfter: new Date(to) })
  )

interface Ends {
  readonly client: tls.TLSSocket
  readonly server: tls.TLSSocket
}

interface ServerInHand {
  /** Both ends of a new connection, their handshakes done and no byte read. */
  connect(options: tls.ConnectionOptions): Promise<Ends>
  /** What a client could resume after a whole conversation; null: it was given nothing. */
  sessionFor(options: tls.ConnectionOptions): Promise<Buffer | null>
}

async function withServer(
  options: tls.TlsOptions,
  use: (server: ServerInHand) => Promise<void>
): Promise<void> {
  const server = tls.createServer(options)
  const sockets: tls.TLSSocket[] = []
  server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined)
    sockets.push(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const dial = (given: tls.ConnectionOptions): tls.TLSSocket => {
    const socket = tls.connect({ ...given, host: '127.0.0.1', port })
    sockets.push(socket)
    return socket
  }
  const bothDone = async (client: tls.TLSSocket): Promise<tls.TLSSocket> => {
    const accepting = once(server, 'secureConnection') as Promise<[tls.TLSSocket]>
    const [[accepted]] = await Promise.all([accepting, once(client, 'secureConnect')])
    return accepted
  }
  const connect = async (given: tls.ConnectionOptions): Promise<Ends> => {
    const client = dial(given)
    const accepted = await Promise.race([
      bothDone(client),
      once(server, 'tlsClientError').then(([error]) => Promise.reject(error as Error)),
      once(client, 'close').then(() => Promise.reject(new Error('closed')))
    ])
    client.on('error', () => undefined)
    return { client, server: accepted }
  }
  const sessionFor = async (given: tls.ConnectionOptions): Promise<Buffer | null> => {
    const ends = await connect(given)
    let session: Buffer | null = null
    ends.client.on('session', (ticket) => (session = ticket))
    ends.server.end('bye')
    ends.client.resume()
    ends.server.resume()
    await once(ends.client, 'end')
    return session
  }
  try {
    await use({ connect, sessionFor })
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

const keyingMaterial = (socket: tls.TLSSocket): Buffer =>
  socket.exportKeyingMaterial(32, 'EXPORTER-shoal-group-1', Buffer.alloc(0))

const throwsCode = (code: string, act: () => unknown): void => {
  assert.throws(act, (thrown) => thrown instanceof ShoalError && thrown.code === code)
}
