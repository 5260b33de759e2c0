/** Proofs of the group key over real TLS channels, and what somebody without the key can do with those of others. */
import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PeerId, PeerTrust } from '../../../src-shared/model/peer.ts'
import { createCertificate } from '../identity/certificate.ts'
import { digestOfId } from '../identity/device-id.ts'
import { identityOf, type DeviceIdentity } from '../identity/device-identity.ts'
import { proofOf } from '../identity/group-key.ts'
import { clientTlsOptions, serverTlsOptions } from '../identity/pinned-tls.ts'
import { GroupTrust } from './group-trust.ts'

interface Member {
  readonly identity: DeviceIdentity
  readonly group: GroupTrust
  readonly trusted: Map<PeerId, PeerTrust>
}

interface Channel {
  readonly client: tls.TLSSocket
  readonly server: tls.TLSSocket
}

const key = createSecretKey(randomBytes(32))
const otherKey = createSecretKey(randomBytes(32))
const open: (() => void)[] = []
let client: Member
let server: Member
let channel: Channel

async function newMember(given: KeyObject | null): Promise<Member> {
  const identity = identityOf(await createCertificate())
  const trusted = new Map<PeerId, PeerTrust>()
  const trust = {
    trustOf: (peer: PeerId): PeerTrust => trusted.get(peer) ?? 'none',
    trust: (peer: PeerId, how: 'paired' | 'group'): void => void trusted.set(peer, how)
  }
  return { identity, trusted, group: new GroupTrust({ id: identity.id, key: given, trust }) }
}

async function connect(from: Member, to: Member): Promise<Channel> {
  const listener = tls.createServer(serverTlsOptions(to.identity))
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  const accepting = once(listener, 'secureConnection') as Promise<[tls.TLSSocket]>
  const dialled = tls.connect({ ...clientTlsOptions(from.identity), host: '127.0.0.1', port })
  const [[accepted]] = await Promise.all([accepting, once(dialled, 'secureConnect')])
  for (const socket of [dialled, accepted]) socket.on('error', () => undefined)
  open.push(() => {
    dialled.destroy()
    accepted.destroy()
    listener.close()
  })
  return { client: dialled, server: accepted }
}

const refused = expect.objectContaining({ code: 'group-refused' }) as Error

beforeEach(async () => {
  client = await newMember(key)
  server = await newMember(key)
  channel = await connect(client, server)
})
afterEach(() => {
  for (const close of open.splice(0)) close()
})

const prove = (member: Member, socket: tls.TLSSocket): string => member.group.proofFor(socket) ?? ''

describe('two machines with the same group key', () => {
  it('trust each other after both have proved it', () => {
    const answer = server.group.handle(prove(client, channel.client), channel.server)
    expect(server.trusted).toEqual(new Map([[client.identity.id, 'group']]))
    expect(client.trusted.size).toBe(0)
    client.group.conclude(answer, channel.client)
    expect(client.trusted).toEqual(new Map([[server.identity.id, 'group']]))
  })

  it('prove it by the formula that is written down', () => {
    const material = channel.client.exportKeyingMaterial(32, 'EXPORTER-shoal-group-1', Buffer.alloc(0))
    const ids = [client, server].map(({ identity }) => digestOfId(identity.id)!)
    const parts = [Buffer.from('shoal group proof 1'), Buffer.of(1), ...ids, material]
    const expected = createHmac('sha256', key).update(Buffer.concat(parts)).digest('hex')
    expect(JSON.parse(prove(client, channel.client))).toEqual({ proof: expected })
  })

  it('stay paired when they are', () => {
    server.trusted.set(client.identity.id, 'paired')
    server.group.handle(prove(client, channel.client), channel.server)
    expect(server.trusted.get(client.identity.id)).toBe('paired')
  })

  it('stay in quarantine when they are', () => {
    server.trusted.set(client.identity.id, 'quarantined')
    expect(() => server.group.handle(prove(client, channel.client), channel.server)).toThrow(refused)
    expect(server.trusted.get(client.identity.id)).toBe('quarantined')
  })
})

describe('a proof is refused', () => {
  const nobody = (): void => expect([client.trusted.size, server.trusted.size]).toEqual([0, 0])

  it('by another key', async () => {
    const stranger = await newMember(otherKey)
    const theirs = await connect(stranger, server)
    expect(() => server.group.handle(prove(stranger, theirs.client), theirs.server)).toThrow(refused)
    nobody()
  })

  it('by a machine that is in no group, which says no more than that', async () => {
    const loner = await newMember(null)
    const theirs = await connect(client, loner)
    expect(() => loner.group.handle(prove(client, theirs.client), theirs.server)).toThrow(refused)
    expect(loner.group.proofFor(theirs.server)).toBeNull()
    nobody()
  })

  it('when it is replayed on another channel of the same two machines', async () => {
    const recorded = prove(client, channel.client)
    const again = await connect(client, server)
    expect(() => server.group.handle(recorded, again.server)).toThrow(refused)
    nobody()
  })

  it('when it is sent back to who made it', () => {
    const own = prove(client, channel.client)
    expect(() => client.group.conclude(own, channel.client)).toThrow(refused)
    nobody()
  })

  it('when it was made for the other role on the same channel', () => {
    const proof = proofOf(key, client.identity.id, 'server', channel.client)
    expect(() => server.group.handle(JSON.stringify({ proof }), channel.server)).toThrow(refused)
    nobody()
  })

  it('when somebody in between passes it on', async () => {
    const between = await newMember(null)
    const toBetween = await connect(client, between)
    const toServer = await connect(between, server)
    expect(() => server.group.handle(prove(client, toBetween.client), toServer.server)).toThrow(refused)
    nobody()
  })

  it.each(['', '{}', '{"proof":""}', `{"proof":"${'0'.repeat(62)}"}`, `{"proof":"${'g'.repeat(64)}"}`])(
    'when it is no proof: %s',
    (body) => {
      expect(() => server.group.handle(body, channel.server)).toThrow(
        expect.objectContaining({ code: 'message-invalid' })
      )
      nobody()
    }
  )

  it('when one bit of it is wrong', () => {
    const { proof } = JSON.parse(prove(client, channel.client)) as { proof: string }
    const wrong = (proof.startsWith('0') ? '1' : '0') + proof.slice(1)
    expect(() => server.group.handle(JSON.stringify({ proof: wrong }), channel.server)).toThrow(refused)
    nobody()
  })
})
