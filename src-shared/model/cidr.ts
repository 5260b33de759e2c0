/**
 * Whether a text names a network as CIDR (RFC 4632, RFC 4291 section 2.3): an address, a slash and the bits that count.
 * It is what is accepted of people; which addresses lie in it is decided where addresses are vetted.
 */
export function isCidr(text: string): boolean {
  const [, address, bits] = /^([\da-fA-F:.]{2,39})\/(\d{1,3})$/.exec(text) ?? []
  if (address === undefined || bits === undefined || String(Number(bits)) !== bits) return false
  if (isIpv4(address)) return Number(bits) <= 32
  return isIpv6(address) && Number(bits) <= 128
}

/** Four decimal numbers and no other form: what `010.0.0.1` means differs between programs. */
const isIpv4 = (text: string): boolean => {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

function isIpv6(text: string): boolean {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return false
  const groupsOf = (half: string): readonly string[] => (half === '' ? [] : half.split(':'))
  const groups = [...groupsOf(head), ...groupsOf(tail ?? '')]
  const isGroup = (group: string): boolean => /^[\da-f]{1,4}$/i.test(group)
  return groups.every(isGroup) && (tail === undefined ? groups.length === 8 : groups.length < 8)
}
