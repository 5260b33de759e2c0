/**
 * Where the addresses asked for lead at present. A redirect often leads to a signed link that is good for some requests
 * or some minutes; the address the user gave stays good. This remembers which target stands for which address, lets one
 * lane at a time ask again, and says when asking again has just proven useless.
 */

/** Asking again in vain the first time keeps everybody from it for this long; doubles each time. */
const FIRST_REST_MS = 1000
const LONGEST_REST_MS = 30_000

export class Link {
  /** What is asked to learn where it leads. */
  readonly uri: URL
  #target: URL
  #lastTurn: Promise<unknown> = Promise.resolve()
  #inVain = 0
  #restUntilMs = -Infinity

  constructor(uri: URL, target: URL) {
    this.uri = uri
    this.#target = target
  }

  get target(): URL {
    return this.#target
  }

  /** A fresh answer came from there. */
  movedTo(target: URL): void {
    this.#target = target
    this.#inVain = 0
  }

  /** Where it leads is refused as well, or has not changed: it was not the link's age. */
  askedInVain(nowMs: number): void {
    this.#restUntilMs = nowMs + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** this.#inVain)
    this.#inVain++
  }

  isWorthAsking(nowMs: number): boolean {
    return nowMs >= this.#restUntilMs
  }

  /** Runs `work` when all that was given before has ended. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(work)
    this.#lastTurn = turn.catch(() => undefined)
    return turn
  }
}

export class Links {
  readonly #byTarget = new Map<string, Link>()

  /** An answer for `uri` came from `target`. */
  led(uri: URL, target: URL): void {
    if (uri.href === target.href) return
    const known = [...this.#byTarget.values()].find((link) => link.uri.href === uri.href)
    const link = known ?? new Link(uri, target)
    link.movedTo(target)
    this.#byTarget.set(target.href, link)
  }

  /** The link that led, or once led, to `url`; null when that is an address of its own. */
  of(url: URL): Link | null {
    return this.#byTarget.get(url.href) ?? null
  }
}
