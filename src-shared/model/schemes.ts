/** The addresses Shoal fetches. Windows, terminals and the engine ask this one list. */
const SCHEMES = ['https', 'http', 'sftp', 'ftps', 'ftpes', 'ftp']

/** `protocol` is a scheme with its colon, as in a parsed URL. */
export const isFetchable = (protocol: string): boolean => SCHEMES.includes(protocol.slice(0, -1))

/** Matches where an address begins in a text. */
export const ADDRESS_START = `(?:${SCHEMES.join('|')})://`
