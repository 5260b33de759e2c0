/**
 * Reads TCP_INFO (tcp(7), struct tcp_info of linux/tcp.h) of Node's sockets. Node has no call for it, so the C library
 * is asked directly; 4 to 6 µs a call. Everywhere else, and where the C library cannot be reached, nothing is known.
 */
import type { Socket } from 'node:net'
import { endianness } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { TcpFacts, TcpProbe } from '../engine/ports/tcp-probe.ts'

type GetSocketOption = (fd: number, level: number, name: number, value: Buffer, length: Uint32Array) => number

const IPPROTO_TCP = 6
const TCP_INFO = 11
/** Offsets into struct tcp_info; fields are only ever added at its end. */
const RTT_MICROSECONDS = 68
const RECEIVE_SPACE_BYTES = 96
const TOTAL_RETRANSMITS = 100
/** Since Linux 5.4. */
const OUT_OF_ORDER = 224
const INFO_BYTES = 240

/** The bridge takes 20 ms to load; transfers that are over in a second need not pay for it. */
const LOAD_AFTER_MS = 1000

export function tcpProbe(platform: NodeJS.Platform = process.platform): TcpProbe {
  /** Undefined until somebody asks; null while it is on its way, and where there is none. */
  let getSocketOption: GetSocketOption | null | undefined
  const info = Buffer.alloc(INFO_BYTES)
  const length = new Uint32Array(1)
  const load = async (): Promise<void> => {
    getSocketOption = null
    if (platform !== 'linux') return
    await setTimeout(LOAD_AFTER_MS, undefined, { ref: false })
    getSocketOption = await fromLibrary()
  }
  return {
    read(socket: Socket): TcpFacts | null {
      if (getSocketOption === undefined) void load()
      const fd = descriptorOf(socket)
      if (!getSocketOption || fd === null) return null
      length[0] = INFO_BYTES
      if (getSocketOption(fd, IPPROTO_TCP, TCP_INFO, info, length) !== 0) return null
      const field = (at: number): number =>
        endianness() === 'LE' ? info.readUInt32LE(at) : info.readUInt32BE(at)
      return {
        rttMs: field(RTT_MICROSECONDS) / 1000,
        receiveWindowBytes: field(RECEIVE_SPACE_BYTES),
        retransmits: field(TOTAL_RETRANSMITS),
        outOfOrder: (length[0] ?? 0) >= OUT_OF_ORDER + 4 ? field(OUT_OF_ORDER) : null
      }
    }
  }
}

/** Node keeps a socket's descriptor to itself, but not out of reach; -1 once it is closed. */
function descriptorOf(socket: Socket): number | null {
  const { _handle: handle } = socket as Socket & { readonly _handle?: { readonly fd?: number } | null }
  return typeof handle?.fd === 'number' && handle.fd >= 0 ? handle.fd : null
}

/** Null where the bridge to C, or the library, is missing: facts are welcome and never needed. */
async function fromLibrary(): Promise<GetSocketOption | null> {
  try {
    const { default: koffi } = await import('koffi')
    return koffi.load(null).func('int getsockopt(int fd, int level, int name, void *value, void *length)')
  } catch {
    return null
  }
}
