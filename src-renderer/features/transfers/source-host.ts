/** The part of an address people recognise: its host, and its port when it is an unusual one. */
export function sourceHost(uri: string): string {
  try {
    // Browsers find a host in the schemes they know alone.
    return new URL(uri.replace(/^(?:sftp|ftpe?s):/i, 'http:')).host
  } catch {
    return uri
  }
}
