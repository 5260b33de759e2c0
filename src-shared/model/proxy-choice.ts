/**
 * What may be said of proxies in the settings: none, or where one is. An address with a login is refused: settings are
 * shown, exported and sent to whoever asks for them.
 */
export const NO_PROXY = 'none'

export const isProxyChoice = (text: string): boolean => text === NO_PROXY || isProxyAddress(text)

/** `scheme://host[:port]` of a kind of proxy that the engine knows. */
export function isProxyAddress(text: string): boolean {
  const [, bracketed, host, port] =
    /^(?:https?|socks5h?):\/\/(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?\/?$/i.exec(text) ?? []
  if (bracketed === undefined && host === undefined) return false
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65_535)
}
