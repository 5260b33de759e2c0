/**
 * What a person wants said with every request of a transfer: header fields, who they are, and by which way. Most of
 * it is secret: it goes into requests and the journal, and never into a Transfer, an event or a problem.
 */
export interface RequestOptions {
  /** Further header fields, sent to the server that was asked and to no other. */
  readonly headers?: readonly HeaderField[] | undefined
  /** In place of Shoal's own name. */
  readonly userAgent?: string | undefined
  /** Full address of the page that led here. */
  readonly referer?: string | undefined
  readonly login?: Login | undefined
  /** Absolute path of a cookies.txt file (Netscape form), read when a run begins. */
  readonly cookieFile?: string | undefined
  readonly clientCertificate?: ClientCertificate | undefined
  /** Fingerprint (`SHA256:…`) of the SSH host key to accept for this transfer, whatever known_hosts says. */
  readonly hostKey?: string | undefined
  /** Where all connections go through: a proxy's URL, or `none`; the environment decides when absent. */
  readonly proxy?: string | undefined
  /** `none`: no peer is asked to help. */
  readonly peers?: 'none' | undefined
}

export interface HeaderField {
  readonly name: string
  readonly value: string
}

/** `password`: basic or digest, as the server asks. */
export type Login =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }

/** Absolute paths of PEM files. */
export interface ClientCertificate {
  readonly certificate: string
  readonly key: string
}
