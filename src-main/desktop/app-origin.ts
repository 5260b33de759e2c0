/**
 * Where the window's page lives: an origin of its own, served from the program's files by app-protocol.ts. Every
 * guard compares with this and nothing else.
 */
export const APP_SCHEME = 'app'
export const APP_HOST = 'shoal'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`

/** Whether an address belongs to the page. `new URL` gives schemes that are not the web's own no usable `origin`. */
export function isOfApp(address: string): boolean {
  try {
    const { protocol, host, username, password } = new URL(address)
    return protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && password === ''
  } catch {
    return false
  }
}
