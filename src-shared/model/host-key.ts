/** An SSH host key as people compare it: `SHA256:` and its digest in base64, as ssh and ssh-keygen -l print it. */
export const isHostKeyFingerprint = (text: string): boolean => /^SHA256:[A-Za-z0-9+/]{43}$/.test(text)
