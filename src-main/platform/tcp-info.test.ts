import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import net, { type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import tls from 'node:tls'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { makeCertificates } from '../../e2e/fixtures/certificates.ts'
import { tcpProbe } from './tcp-info.ts'

const open: (Socket | Server)[] = []
afterEach(() => open.splice(0).forEach((each) => ('destroy' in each ? each.destroy() : each.close())))

async function connectedTo(
  server: Server,
  connect: (port: number) => Socket,
  ready: string
): Promise<Socket> {
  open.push(server)
  server.on('connection', (socket: Socket) => open.push(socket.on('error', () => undefined)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port)
  open.push(socket)
  await once(socket, ready)
  return socket
}

const plain = (): Promise<Socket> =>
  connectedTo(
    net.createServer((socket) => socket.write('hello')),
    (port) => net.connect(port, '127.0.0.1'),
    'data'
  )

/** The bridge to the C library is loaded when it is first needed. */
const facts = (probe: ReturnType<typeof tcpProbe>, socket: Socket) =>
  vi.waitUntil(() => probe.read(socket), { timeout: 5000, interval: 10 })

describe.skipIf(process.platform !== 'linux')('what TCP knows of a connection, on Linux', () => {
  it('is its round trip, its window and what was lost', async () => {
    const found = await facts(tcpProbe(), await plain())
    expect(found.rttMs).toBeGreaterThan(0)
    expect(found.rttMs).toBeLessThan(1000)
    expect(found.receiveWindowBytes).toBeGreaterThan(1000)
    expect(found.retransmits).toBe(0)
    expect(found.outOfOrder ?? 0).toBe(0)
  })

  it('is known under TLS, too', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'shoal-tcp-'))
    try {
      const { ca, server } = await makeCertificates(folder)
      const listener = tls.createServer(server, (socket) => socket.write('hello'))
      const connect = (port: number): Socket =>
        tls.connect({ port, host: '127.0.0.1', ca, servername: 'localhost' })
      expect((await facts(tcpProbe(), await connectedTo(listener, connect, 'data'))).rttMs).toBeGreaterThan(0)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('is nothing once the connection is closed', async () => {
    const socket = await plain()
    const probe = tcpProbe()
    await facts(probe, socket)
    socket.destroy()
    await once(socket, 'close')
    expect(probe.read(socket)).toBeNull()
  })
})

it('where the system does not tell, nothing is known and nothing breaks', async () => {
  const probe = tcpProbe('sunos')
  const socket = await plain()
  expect(probe.read(socket)).toBeNull()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(probe.read(socket)).toBeNull()
})
