/**
 * One socket for multicast DNS on one interface and one family of addresses. Node joins a single interface unless told
 * otherwise, so each gets its own socket, bound to every address (one that is bound to an interface's address hears no
 * multicast). Therefore it also hears what others of this machine's sockets joined: the receiver must look at who sent.
 */
import { createSocket } from 'node:dgram'
import makeMulticast from 'multicast-dns'
import type { NetworkInterface } from '../ports/network-interfaces.ts'

/** RFC 6762 §3. */
export const MULTICAST_PORT = 5353
const GROUP = { 4: '224.0.0.251', 6: 'ff02::fb' } as const
/** More entries than this in one packet (RFC 6762 §17: 9000 bytes at most) is nonsense made to cost memory. */
const MOST_ENTRIES = 1024

const AUTHORITATIVE = 0x0400

export type Question = makeMulticast.QueryOutgoingPacket['questions'][number]
export type Answer = makeMulticast.ResponseOutgoingPacket['answers'][number]

export interface OutgoingPacket {
  readonly type: 'query' | 'response'
  readonly id?: number
  readonly questions?: Question[]
  readonly answers?: Answer[]
  readonly authorities?: Answer[]
  readonly additionals?: Answer[]
}

export interface HeardPacket {
  readonly type: 'query' | 'response'
  readonly id: number
  readonly questions: readonly Question[]
  readonly answers: readonly Answer[]
  readonly authorities: readonly Answer[]
  readonly additionals: readonly Answer[]
}

/** Where a packet came from or goes to; IPv6 addresses with their scope. */
export interface Sender {
  readonly address: string
  readonly port: number
}

export interface LinkListener {
  packet(packet: HeardPacket, from: Sender): void
  /** Something does not work: sending, joining, binding. It may work later. */
  problem(reason: string): void
}

export interface MulticastLink {
  /** To everybody on the link, or to one. */
  send(packet: OutgoingPacket, to?: Sender): void
  /** Resolves when the socket is closed; what was sent before is on its way. */
  close(): Promise<void>
}

/** What is under the library's `query` and `respond`, and missing in its types. */
interface WithSend extends makeMulticast.MulticastDNS {
  send(
    packet: OutgoingPacket & { readonly flags: number },
    to: Sender,
    done: (error: Error | null) => void
  ): void
}

export type OpenLink = (on: NetworkInterface, family: 4 | 6, hears: LinkListener) => MulticastLink

export const openMulticastLink: OpenLink = (on, family, hears) => {
  const socket = createSocket({
    type: family === 4 ? 'udp4' : 'udp6',
    reuseAddr: true,
    ipv6Only: family === 6
  })
  socket.prependListener('message', emptyWhenAbsurd)
  const multicast = makeMulticast({
    socket,
    type: family === 4 ? 'udp4' : 'udp6',
    ip: GROUP[family],
    port: MULTICAST_PORT,
    interface: joinedBy(on, family),
    bind: family === 4 ? '0.0.0.0' : '::'
  }) as WithSend
  const problem = (error: Error): void => hears.problem(error.message)
  multicast.on('error', problem)
  // A packet that does not parse is a warning too, and none of our business.
  multicast.on('warning', (error) => {
    if ('syscall' in error) problem(error)
  })
  const hear = (packet: HeardPacket, from: Sender): void => hears.packet(packet, from)
  multicast.on('query', hear)
  multicast.on('response', hear)

  let sending = 0
  let afterLast: (() => void) | null = null
  return {
    send(packet, to) {
      sending++
      const sent = (error: Error | null): void => {
        if (error) problem(error)
        if (--sending === 0) afterLast?.()
      }
      const flags = packet.type === 'response' ? AUTHORITATIVE : 0
      multicast.send({ ...packet, flags }, to ?? { address: GROUP[family], port: MULTICAST_PORT }, sent)
    },
    close: () =>
      new Promise((resolve) => {
        const destroy = (): void => multicast.destroy(resolve)
        if (sending === 0) destroy()
        else afterLast = destroy
      })
  }
}

/** The interface as the group is joined by: an address in IPv4, a scope in IPv6. */
function joinedBy({ name, index, addresses }: NetworkInterface, family: 4 | 6): string {
  if (family === 6) return `::%${process.platform === 'win32' ? index : name}`
  return addresses.find((own) => own.family === 4)?.address ?? '0.0.0.0'
}

/** The parser makes room for as many entries as a packet promises; so promises are read first. */
function emptyWhenAbsurd(message: Buffer): void {
  if (message.length < 12) return
  const promised = [4, 6, 8, 10].reduce((sum, offset) => sum + message.readUInt16BE(offset), 0)
  if (promised > MOST_ENTRIES) message.fill(0, 4, 12)
}
