/**
 * What both ends of the WebSocket wire must agree on before a message is sent. The token travels as a subprotocol's
 * name: a page cannot set header fields on a WebSocket, and a token in the address would end up in logs.
 */

/** Names the protocol in the handshake; the number grows with changes that old clients cannot follow. */
export const SUBPROTOCOL = 'shoal.1'
export const TOKEN_SUBPROTOCOL_PREFIX = 'shoal.token.'

/** In the part of the address that no browser sends anywhere: `#token=…`. */
export const TOKEN_FRAGMENT_PREFIX = '#token='
/** Where the server tells people that they came without the token of this run. */
export const TOKEN_NEEDED_PATH = '/token-needed.html'

/** What a client may send at once. Requests are small; the largest holds one URI. */
export const MAX_CLIENT_MESSAGE_BYTES = 1 << 20
