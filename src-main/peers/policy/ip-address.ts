/**
 * IP addresses as numbers, and networks of them. Texts come from resolvers and from the owner; what Node does not take
 * for an address is none here either.
 */
import net from 'node:net'
import { fail } from '../../../src-shared/errors/problem.ts'

export interface IpAddress {
  readonly family: 4 | 6
  readonly value: bigint
}

export interface Network {
  readonly family: 4 | 6
  readonly first: bigint
  readonly last: bigint
}

const BITS = { 4: 32, 6: 128 } as const

/** Null when `text` is no address. A zone (`fe80::1%eth0`) is left out: it says by which way, not to whom. */
export function parseAddress(text: string): IpAddress | null {
  const [bare = ''] = text.split('%')
  switch (net.isIP(bare)) {
    case 4:
      return { family: 4, value: joined(bare.split('.').map(Number), 8) }
    case 6:
      return { family: 6, value: joined(groupsOf(bare), 16) }
    default:
      return null
  }
}

/** `192.168.0.0/16`, `fd00::/8` or a single address. Throws ShoalError `option-invalid`, in `option`'s name. */
export function parseNetwork(text: string, option: string): Network {
  const refuse = (reason: string): Error => fail('option-invalid', { option, reason: `"${text}" ${reason}` })
  const [host = '', length, ...more] = text.trim().split('/')
  const address = host.includes('%') ? null : parseAddress(host)
  if (!address || more.length > 0) throw refuse('is no network; write one like 192.168.0.0/16 or fd00::/8')
  const bits = BITS[address.family]
  const prefix = length === undefined ? bits : Number(length)
  if (!/^\d{1,3}$/.test(length ?? '0') || prefix > bits) throw refuse(`has no length from /0 to /${bits}`)
  const size = 1n << BigInt(bits - prefix)
  const first = address.value - (address.value % size)
  if (first !== address.value)
    throw refuse(
      `names one machine of a network; the network is ${formatAddress({ ...address, value: first })}/${prefix}`
    )
  return { family: address.family, first, last: first + size - 1n }
}

export const isIn = (address: IpAddress, network: Network): boolean =>
  address.family === network.family && address.value >= network.first && address.value <= network.last

function formatAddress({ family, value }: IpAddress): string {
  const width = family === 4 ? 8 : 16
  const parts: string[] = []
  for (let shift = BITS[family] - width; shift >= 0; shift -= width) {
    const part = Number((value >> BigInt(shift)) & BigInt(2 ** width - 1))
    parts.push(part.toString(family === 4 ? 10 : 16))
  }
  return family === 4 ? parts.join('.') : shortened(parts.join(':'))
}

/** The first longest run of zero groups as `::` (RFC 5952). */
function shortened(groups: string): string {
  const runs = [...groups.matchAll(/(^|:)0(:0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length)
  const [longest] = runs
  if (!longest) return groups
  const before = groups.slice(0, longest.index)
  const after = groups.slice(longest.index + longest[0].length).replace(/^:/, '')
  return `${before}::${after}`
}

/** The eight groups of an address that Node takes for IPv6. */
function groupsOf(text: string): number[] {
  const [head = '', tail] = text.split('::')
  const left = groups(head)
  if (tail === undefined) return left
  const right = groups(tail)
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
}

const groups = (text: string): number[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => {
        if (!group.includes('.')) return [parseInt(group, 16)]
        const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
        return [a * 256 + b, c * 256 + d]
      })

const joined = (parts: readonly number[], width: number): bigint =>
  parts.reduce((value, part) => (value << BigInt(width)) | BigInt(part), 0n)
