/**
 * A machine that fetches addresses for others must not become a way into its own network. Every case goes through a real
 * contribution; behind what is refused stands a server that would have answered, and it must never see a connection.
 */
import { lookup, Resolver } from 'node:dns/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { addressPolicy, type Resolve } from '../../src-main/peers/policy/address-policy.ts'
import { parseAddress } from '../../src-main/peers/policy/ip-address.ts'
import { specialKind } from '../../src-main/peers/policy/special-networks.ts'
import { ShoalError } from '../../src-shared/errors/problem.ts'
import { makeCertificates } from '../fixtures/certificates.ts'
import { startDnsServer } from '../fixtures/dns-server.ts'
import type { OriginRequest } from '../fixtures/origin-behaviour.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { readAll, startContributor, type Contributor } from './contributor.ts'

const KiB = 1024

/** Inside: nobody may reach it for others. It listens on all of this machine's addresses. */
let inside: Origin
/** Stands for the public internet: the one address that is allowed. */
let outside: Origin
let contributor: Contributor
beforeAll(async () => {
  inside = await startOrigin({ host: '::' })
  inside.file('/secret', { size: 64 * KiB })
  outside = await startOrigin({ host: '127.0.0.2' })
})
afterAll(async () => {
  await inside.stop()
  await outside.stop()
})
beforeEach(async () => {
  contributor = await startContributor()
})
afterEach(async () => {
  await contributor.close()
})

const OUTSIDE = ['127.0.0.2/32']

/** What this machine calls itself: nearly everywhere a name of the hosts file. */
const ownAddress = await lookup(hostname()).then(
  ({ address }) => address,
  () => null
)
const isPublic = (text: string): boolean => {
  const address = parseAddress(text)
  return address !== null && specialKind(address) === null
}

/** What becomes of a contribution from `uri`: a code, or `fetched`. */
async function outcome(
  uri: string,
  allowPrivate: readonly string[] = [],
  resolve?: Resolve
): Promise<{ readonly code: string; readonly message: string }> {
  const contribution = contributor.contribute(uri, { vetting: addressPolicy(allowPrivate, resolve) })
  try {
    const { length } = await contribution.file
    await readAll(contribution, { start: 0, end: length })
    return { code: 'fetched', message: '' }
  } catch (thrown) {
    if (!(thrown instanceof ShoalError)) throw thrown
    return { code: thrown.code, message: thrown.message }
  }
}

/** The same, and that nobody inside saw a connection. */
async function refusal(...given: Parameters<typeof outcome>): Promise<string> {
  const before = inside.connections.accepted
  const { code } = await outcome(...given)
  expect(inside.connections.accepted).toBe(before)
  return code
}

describe('what is inside', () => {
  it('is there to be fetched once its network is allowed', async () => {
    const uri = `http://127.0.0.1:${inside.port}/secret`
    expect(await refusal(uri)).toBe('policy-address-refused')
    expect((await outcome(uri, ['127.0.0.0/8'])).code).toBe('fetched')
    expect((await outcome(`http://[::1]:${inside.port}/secret`, ['::1/128'])).code).toBe('fetched')
    expect((await outcome(`http://localhost:${inside.port}/secret`, ['127.0.0.1'])).code).toBe('fetched')
    // Another network that is allowed opens nothing.
    expect(await refusal(uri, ['10.0.0.0/8', '127.0.0.2/32'])).toBe('policy-address-refused')
  })

  it('is named in the refusal, with what it is and how to allow it', async () => {
    const { message } = await outcome(`http://127.1:${inside.port}/secret`)
    expect(message).toContain('127.0.0.1')
    expect(message).toContain('this machine itself')
  })
})

describe('a host', () => {
  it.each([
    ['loopback', '127.0.0.1'],
    ['another address of loopback', '127.255.255.254'],
    ['a decimal number', '2130706433'],
    ['a hexadecimal number', '0x7f000001'],
    ['an octal number', '017700000001'],
    ['octal parts', '0177.0.0.1'],
    ['hexadecimal parts', '0x7f.0x0.0x0.0x1'],
    ['two parts', '127.1'],
    ['three parts', '127.0.1'],
    ['mixed forms', '0x7f.1'],
    ['a dot at the end', '127.0.0.1.'],
    ['percent signs', '%31%32%37.0.0.1'],
    ['full-width digits', '１２７.0.0.1'],
    ['ideographic dots', '127。0。0。1'],
    ['zero', '0'],
    ['the unspecified address', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['private 10/8', '10.0.0.1'],
    ['private 172.16/12, first', '172.16.0.0'],
    ['private 172.16/12, last', '172.31.255.255'],
    ['private 192.168/16', '192.168.1.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['link-local', '169.254.1.1'],
    ['cloud metadata', '169.254.169.254'],
    ['cloud metadata as a number', '2852039166'],
    ['cloud metadata of another cloud', '100.100.100.200'],
    ['protocol assignments', '192.0.0.1'],
    ['documentation 1', '192.0.2.1'],
    ['documentation 2', '198.51.100.1'],
    ['documentation 3', '203.0.113.1'],
    ['6to4 relays', '192.88.99.1'],
    ['benchmarks', '198.19.255.255'],
    ['multicast', '224.0.0.251'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['IPv6 loopback', '[::1]'],
    ['IPv6 loopback in full', '[0:0:0:0:0:0:0:1]'],
    ['IPv6 unspecified', '[::]'],
    ['IPv4-mapped', '[::ffff:127.0.0.1]'],
    ['IPv4-mapped in hexadecimal', '[::ffff:7f00:1]'],
    ['IPv4-mapped in full', '[0:0:0:0:0:ffff:7f00:0001]'],
    ['IPv4-mapped of a public address', '[::ffff:8.8.8.8]'],
    ['IPv4-compatible', '[::127.0.0.1]'],
    ['IPv4-translated', '[::ffff:0:127.0.0.1]'],
    ['NAT64', '[64:ff9b::7f00:1]'],
    ['local NAT64', '[64:ff9b:1::7f00:1]'],
    ['6to4', '[2002:7f00:1::]'],
    ['Teredo', '[2001:0:7f00:1::]'],
    ['ORCHID', '[2001:10::1]'],
    ['ORCHIDv2', '[2001:20::1]'],
    ['IPv6 benchmarks', '[2001:2::1]'],
    ['IPv6 documentation', '[2001:db8::1]'],
    ['newer IPv6 documentation', '[3fff::1]'],
    ['unique local', '[fd00::1]'],
    ['unique local, other half', '[fc00::1]'],
    ['IPv6 cloud metadata', '[fd00:ec2::254]'],
    ['IPv6 link-local', '[fe80::1]'],
    ['IPv6 site-local', '[fec0::1]'],
    ['IPv6 multicast', '[ff02::fb]'],
    ['IPv6 discard-only', '[100::1]'],
    ['IPv6 not given out', '[4000::1]'],
    ['localhost', 'localhost'],
    ['localhost in capitals', 'LOCALHOST'],
    ['localhost with a dot', 'localhost.'],
    ['a name under localhost', 'anything.localhost'],
    ['localhost in circled letters', 'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ']
  ])('is refused as %s (%s)', async (_, host) => {
    expect(await refusal(`http://${host}:${inside.port}/secret`)).toBe('policy-address-refused')
  })

  it.each([['fe80::1%25lo'], ['127.0.0.256'], ['0x7f.0.0.0.1']])(
    'that is no address at all (%s) is no address',
    async (host) => {
      const written = host.includes(':') ? `[${host}]` : host
      expect(await refusal(`http://${written}:${inside.port}/secret`)).toBe('uri-invalid')
    }
  )
})

describe('a name', () => {
  it.each([
    ['loopback', ['127.0.0.1']],
    ['IPv6 loopback', ['::1']],
    ['IPv4-mapped loopback', ['::ffff:127.0.0.1']],
    ['a private address', ['192.168.1.1']],
    ['cloud metadata', ['169.254.169.254']],
    ['link-local with a zone', ['fe80::1%lo']],
    ['a public and a private address', ['93.184.215.14', '127.0.0.1']],
    ['a private address behind an allowed one', ['127.0.0.2', '127.0.0.1']]
  ])('that leads to %s is refused', async (_, addresses) => {
    const uri = `http://files.example:${inside.port}/secret`
    expect(await refusal(uri, OUTSIDE, () => Promise.resolve(addresses))).toBe('policy-address-refused')
  })

  it.skipIf(ownAddress === null || isPublic(ownAddress))(
    'that the system itself resolves to an address inside is refused',
    async () => {
      expect(await refusal(`http://${hostname()}:${inside.port}/secret`)).toBe('policy-address-refused')
    }
  )

  it('that leads nowhere, or to no address, is unresolved', async () => {
    const uri = `http://files.example:${inside.port}/secret`
    const given = (resolve: Resolve) => {
      const contribution = contributor.contribute(uri, { vetting: addressPolicy([], resolve) })
      return vi.waitFor(() => expect(contribution.progress.problem?.code).toBe('host-unresolved'), 10_000)
    }
    await given(() => Promise.resolve([]))
    await given(() => Promise.resolve(['not an address']))
    await given(() => Promise.reject(new Error('ENOTFOUND')))
  })

  it('is connected to at the address that was vetted, and keeps its own name in Host and in TLS', async () => {
    const folder = await mkdtemp(`${tmpdir()}/shoal-vetting-`)
    const { server, ca } = await makeCertificates(folder, { subjectAltName: 'DNS:files.example' })
    const secure = await startOrigin({ tls: server, host: '127.0.0.2' })
    const trusting = await startContributor({ authorities: [ca] })
    try {
      const file = secure.file('/file.bin', { size: 64 * KiB })
      const contribution = trusting.contribute(`https://files.example:${secure.port}/file.bin`, {
        vetting: addressPolicy(OUTSIDE, () => Promise.resolve(['127.0.0.2']))
      })
      expect((await readAll(contribution, { start: 0, end: 64 * KiB })).sha256).toBe(file.sha256())
      expect(file.requests()[0]?.headers['host']).toBe(`files.example:${secure.port}`)
    } finally {
      await trusting.close()
      await secure.stop()
      await rm(folder, { recursive: true })
    }
  })

  it('that changes its meaning between two connections is vetted for each of them', async () => {
    const file = outside.file('/file.bin', { size: 4096 * KiB, bytesPerSecond: 512 * KiB, keepAlive: false })
    // The same port inside: where a second, unvetted look-up would have led.
    const trap = await startOrigin({ host: '127.0.0.1' })
    const dns = await startDnsServer((_, nth) => [nth === 1 ? '127.0.0.2' : '127.0.0.1'])
    const resolver = new Resolver()
    resolver.setServers([dns.address])
    try {
      const vetting = addressPolicy(OUTSIDE, (name) => resolver.resolve4(name))
      const contribution = contributor.contribute(`http://rebound.example:${outside.port}/file.bin`, {
        vetting
      })
      // The first connection goes where the first answer led.
      await contribution.file
      expect(file.requests()).toHaveLength(1)
      // The second question gets the other answer, and no connection.
      const reading = readAll(contribution, { start: 0, end: 4096 * KiB })
      await expect(reading).rejects.toMatchObject({ code: 'policy-address-refused' })
      expect(dns.asked.length).toBeGreaterThan(1)
      expect(file.requests()).toHaveLength(1)
      expect(trap.connections.accepted).toBe(0)
    } finally {
      resolver.cancel()
      await dns.stop()
      await trap.stop()
    }
  })
})

describe('a redirect', () => {
  const from = (location: string, status = 302): string =>
    outside.file(`/to-${encodeURIComponent(location)}-${status}`, {
      redirect: location,
      redirectStatus: status
    }).url

  it('to somewhere else outside is followed', async () => {
    outside.file('/there', { size: 64 * KiB })
    expect((await outcome(from('/there'), OUTSIDE)).code).toBe('fetched')
  })

  it.each([301, 302, 303, 307, 308])('with status %d that leads inside is refused', async (status) => {
    const uri = from(`http://127.0.0.1:${inside.port}/secret`, status)
    expect(await refusal(uri, OUTSIDE)).toBe('policy-address-refused')
  })

  it.each([
    ['a decimal number', (port: number) => `http://2130706433:${port}/secret`],
    ['an octal number', (port: number) => `http://0177.1:${port}/secret`],
    ['IPv6', (port: number) => `http://[::1]:${port}/secret`],
    ['an IPv4-mapped address', (port: number) => `http://[::ffff:127.0.0.1]:${port}/secret`],
    ['localhost', (port: number) => `http://localhost:${port}/secret`],
    ['an address without a scheme', (port: number) => `//127.0.0.1:${port}/secret`],
    ['backslashes', (port: number) => `\\\\127.0.0.1:${port}\\secret`],
    ['another scheme of the web', (port: number) => `https://127.0.0.1:${port}/secret`],
    ['a login', (port: number) => `http://user:secret@127.0.0.1:${port}/secret`],
    ['a login that looks like a host', (port: number) => `http://127.0.0.2@127.0.0.1:${port}/secret`],
    ['cloud metadata', () => 'http://169.254.169.254/latest/meta-data/']
  ])('to %s is refused', async (_, location) => {
    expect(await refusal(from(location(inside.port)), OUTSIDE)).toBe('policy-address-refused')
  })

  it('to a name that leads inside is refused', async () => {
    const resolve: Resolve = () => Promise.resolve(['127.0.0.1'])
    const uri = from(`http://files.example:${inside.port}/secret`)
    expect(await refusal(uri, OUTSIDE, resolve)).toBe('policy-address-refused')
  })

  it('that leads inside only after others is refused', async () => {
    const last = from(`http://127.0.0.1:${inside.port}/secret`)
    const uri = outside.hops(4, new URL(last).pathname)
    expect(await refusal(uri, OUTSIDE)).toBe('policy-address-refused')
  })

  it.each([
    ['ftp', 'ftp://127.0.0.1/secret'],
    ['file', 'file:///etc/passwd'],
    ['gopher', 'gopher://127.0.0.1:70/1'],
    ['data', 'data:text/plain,secret'],
    ['javascript', 'javascript:alert(1)']
  ])('to %s is refused', async (_, location) => {
    expect(await refusal(from(location), OUTSIDE)).toBe('redirect-invalid')
  })

  it('that takes a login along never sends it', async () => {
    const file = outside.file('/no-login', { size: 64 * KiB })
    const uri = from(file.url.replace('//', '//user:secret@'))
    expect((await outcome(uri, OUTSIDE)).code).toBe('fetched')
    expect(file.requests().every(({ headers }) => headers['authorization'] === undefined)).toBe(true)
  })

  it('of a link that has expired is vetted when it is asked for again', async () => {
    const served: OriginRequest[] = []
    const target = outside.file('/signed', {
      size: 8192 * KiB,
      bytesPerSecond: 2048 * KiB,
      on: (request) => (served.push(request) > 1 ? { status: 403 } : undefined)
    })
    let asked = 0
    const link = outside.file('/link', {
      on: () => ({ redirect: asked++ === 0 ? target.url : `http://127.0.0.1:${inside.port}/secret` })
    })
    const before = inside.connections.accepted
    const contribution = contributor.contribute(link.url, { vetting: addressPolicy(OUTSIDE) })
    const reading = readAll(contribution, { start: 0, end: 8192 * KiB })
    await expect(reading).rejects.toMatchObject({ code: 'policy-address-refused' })
    expect(inside.connections.accepted).toBe(before)
  })
})

describe('an address', () => {
  it.each(['ftp', 'sftp', 'gopher', 'data', 'ws', 'javascript'])('of %s is refused', async (scheme) => {
    expect(await refusal(`${scheme}://127.0.0.1:${inside.port}/secret`)).toBe('policy-scheme-refused')
  })

  it('of a file of this machine is refused', async () => {
    expect(await refusal('file:///etc/hostname')).toBe('policy-scheme-refused')
  })

  it('with a login is refused', async () => {
    const uri = `http://user:secret@127.0.0.2:${outside.port}/file.bin`
    expect(await refusal(uri, OUTSIDE)).toBe('policy-credentials-refused')
  })

  it.each([22, 25, 110, 143, 465, 587, 6000, 6667, 2049])(
    'on port %d, where no web server is, is refused even where the network is allowed',
    async (port) => {
      expect(await refusal(`http://127.0.0.1:${port}/secret`, ['127.0.0.0/8'])).toBe('policy-port-refused')
    }
  )

  it('that is none is refused', async () => {
    expect(await refusal('http://')).toBe('uri-invalid')
    expect(await refusal('not an address')).toBe('uri-invalid')
  })
})
