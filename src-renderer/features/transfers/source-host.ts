/** The part of an address people recognise: its host, and its port when it is an unusual one. */
export function sourceHost(uri: string): string {
  try {
    return new URL(uri).host
  } catch {
    return uri
  }
}
