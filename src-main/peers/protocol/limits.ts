/**
 * What a message between peers may weigh and how long it may take. Both ends hold to these: who sends more, or slower,
 * is cut off. Paired is not trusted, so nothing here may grow with what the other side claims.
 */

/** Largest JSON body, unless it carries ranges. The largest message without them is a card of less than 2 KiB. */
export const JSON_LIMIT_BYTES = 64 * 1024
/** Largest body or line that carries ranges: MOST_RANGES of 36 characters, an address, a validator and some room. */
export const RANGES_LIMIT_BYTES = 256 * 1024
/** Ranges in one message. A plan that needs more is revised as the first ones arrive. */
export const MOST_RANGES = 4096
/** Versions of one address that a peer may offer; more than two or three are of no use to anybody. */
export const MOST_CONTENTS = 16
/** RFC 9110 section 4.1 asks for at least 8000; servers rarely take more. */
export const URI_LIMIT_CHARACTERS = 8192
/** Entity tags are digests or counters; 256 holds a SHA-512 in hex with room to spare. */
export const ETAG_LIMIT_CHARACTERS = 256
/** An HTTP date has 29 characters. */
export const DATE_LIMIT_CHARACTERS = 64
export const NAME_LIMIT_CHARACTERS = 64
export const VERSION_LIMIT_CHARACTERS = 32
/** A sentence for people. */
export const SENTENCE_LIMIT_CHARACTERS = 512
export const CODE_LIMIT_CHARACTERS = 64
export const MOST_CAPABILITIES = 16
/** Connections to one data server, or contributions, that a message may speak of. */
export const MOST_COUNTED = 65_535

/** Request and response heads; Node's own default, and many times what Shoal sends. */
export const HEAD_LIMIT_BYTES = 16 * 1024

/** A status message comes at least this often while a plan is followed, news or not. */
export const STATUS_EVERY_MS = 1_000
/** And not more often than this, however much happens: ten a second. */
export const STATUS_SPACING_MS = 100
/** Five messages missed in a row: the peer is lost to the plan. */
export const STATUS_SILENCE_MS = 5_000
/** Ten times what a peer may send, doubled for what a stalled network delivers at once. */
export const MOST_STATUS_LINES_A_SECOND = 200
