/**
 * Where an attempt begins when peers can spare the data server its first bytes: because they hold the file already and
 * the server says that it is still the same, or because this machine cannot reach the server and they can.
 */
import { ShoalError } from '../../../../src-shared/errors/problem.ts'
import type { Connection } from '../../connection/connection.ts'
import { authorityOf } from '../../connection/endpoint.ts'
import { isCoded } from '../../integrity/content-coding.ts'
import { mismatch, validatorOf } from '../../integrity/validator.ts'
import type { FileIdentity } from '../../ports/contributors.ts'
import { isTransient } from '../../schedule/retry-policy.ts'
import type { Bond } from '../bonding/bond.ts'
import { ask, type Answer } from '../sources/origin.ts'
import type { Earlier } from '../reopen.ts'
import type { RunContext } from '../run-context.ts'
import { sourceOf } from '../sources/sources.ts'
import type { Start } from './start.ts'

/** Peers on a LAN are found and have answered in a few tens of milliseconds, or there are none that hold anything. */
const HELD_WITHIN_MS = 150
/** A peer that said it holds the file can send it, or it never will. */
const JOINS_WITHIN_MS = 1000
/**
 * A data server that there is no connection to by now may be out of reach: peers are asked to look for the file there,
 * and bring it as soon as one has found it. The data server may still join.
 */
const CONNECTED_WITHIN_MS = 150
/** One that does not answer what it was asked has longer until peers are asked to look, … */
const OFFER_AFTER_MS = 250
/** … and until they bring it. */
const OUT_OF_REACH_MS = 800
/** A person is told of a data server that has not answered by now. */
const WORTH_TELLING_MS = 2500
/** A question for the head alone is given up after this: asking for bytes is as good, beside peers. */
const SLOW_HEAD_MS = 2500
/** Peers get this long to show the file when the data server cannot. */
const PEERS_SHOW_WITHIN_MS = 8000

/** The file as peers hold it, if the data server shows the same; null: it is asked for bytes as ever. */
export async function fromHeld(
  context: RunContext,
  bond: Bond,
  watch: (connection: Connection) => void
): Promise<Start | null> {
  const [content] = await bond.held(HELD_WITHIN_MS)
  if (!content) return null
  const { uri } = context.record()
  const answer = await headOf(context, new URL(uri), watch).catch(notInteresting)
  const shows = answer && fileShownBy(answer)
  // Lanes that find something to ask of the server take a place in its budget first.
  answer?.connection.close()
  if (!answer || !shows || mismatch(content.file, shows) !== null) return null
  context.event('held-by-peers', { peer: content.peer, host: authorityOf(answer.url) })
  bond.offer(shows)
  const joined = await bond.shown(JOINS_WITHIN_MS, context.signal)
  return (
    joined && {
      kind: 'ranged',
      anchor: sourceOf('origin', answer.url, shows),
      first: null,
      shown: answer,
      server: 'spared',
      uri
    }
  )
}

/** The answer to a question for the head alone; a server that takes long is asked the usual way, beside peers. */
async function headOf(
  context: RunContext,
  uri: URL,
  watch: (connection: Connection) => void
): Promise<Answer> {
  const { clock, signal } = context
  const asked: Connection[] = []
  const over = new AbortController()
  const end = (): void => {
    over.abort()
    for (const connection of asked) connection.close()
  }
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  void clock.sleep(SLOW_HEAD_MS, over.signal).then(end, () => undefined)
  try {
    return await ask(context, uri, 'head', over.signal, (connection) => {
      asked.push(connection)
      watch(connection)
    })
  } finally {
    signal.removeEventListener('abort', end)
    over.abort()
  }
}

/** Null when the head alone does not tell enough. */
function fileShownBy({ response: { head } }: Answer): FileIdentity | null {
  const validator = validatorOf(head)
  const length = head.fields.get('content-length') ?? ''
  const isPlain = head.status === 200 && !isCoded(head.fields.get('content-encoding'))
  return isPlain && validator && /^\d{1,15}$/.test(length) ? { validator, length: Number(length) } : null
}

/** `direct`, or what peers show of the file when that takes long or fails for want of a way to the data server. */
export async function orFromPeers(
  context: RunContext,
  bond: Bond,
  earlier: Earlier | null,
  direct: Promise<Start>,
  /** Whether any data server has taken a connection. */
  isConnected: () => boolean
): Promise<Start> {
  const { clock, signal } = context
  const over = new AbortController()
  let failure: unknown = null
  const known = earlier && { validator: earlier.validator, length: earlier.ledger.length }
  const asked = direct.then(
    (start) => ({ start }),
    (thrown: unknown) => {
      failure = thrown
      if (!isUnreachable(thrown)) throw thrown
      return null
    }
  )
  const after = (ms: number): Promise<null> =>
    clock.sleep(ms, over.signal).then(
      () => null,
      () => null
    )
  try {
    const within = async (ms: number): Promise<Start | null> =>
      failure === null ? ((await Promise.race([asked, after(ms)]))?.start ?? null) : null
    let answer = await within(CONNECTED_WITHIN_MS)
    if (!answer && isConnected()) answer = await within(OFFER_AFTER_MS - CONNECTED_WITHIN_MS)
    if (answer) return answer
    bond.offer(known)
    if (isConnected()) answer = await within(OUT_OF_REACH_MS - OFFER_AFTER_MS)
    if (answer) return answer
    const fromPeers = bond
      .shown(PEERS_SHOW_WITHIN_MS, signal)
      .then((file) => file && startOf(context, file, earlier))
    const answered = asked.then((answer) => answer?.start ?? null)
    // Whoever shows the file first; when peers cannot, what the data server said stands.
    const start = (await firstOf(answered, fromPeers)) ?? (await direct)
    void answered.then(
      (late) => late?.kind === 'ranged' && late !== start && late.first?.answer.connection.close(),
      () => undefined
    )
    if (start.kind === 'ranged' && start.first === null && !earlier)
      void Promise.race([answered, clock.sleep(WORTH_TELLING_MS, signal)]).then(
        (late) => late ?? tellUnreached(context, bond, start.uri),
        () => undefined
      )
    return start
  } finally {
    over.abort()
    if (failure === null) direct.catch(() => undefined)
  }
}

/** … unless the attempt has ended by then. */
function tellUnreached(context: RunContext, bond: Bond, uri: string): void {
  if (context.live.bond !== bond) return
  context.notice({
    code: 'server-unreached',
    message: `${new URL(uri).host} did not answer this machine when the transfer began; other machines have seen the file there and bring it.`
  })
}

function startOf(context: RunContext, file: FileIdentity, earlier: Earlier | null): Start | null {
  const { uri, anchor } = context.record()
  const known = earlier && { validator: earlier.validator, length: earlier.ledger.length }
  if (known && mismatch(known, file) !== null) return null
  const from = earlier ? (anchor ?? uri) : uri
  context.event('server-unreached', { host: new URL(from).host })
  return {
    kind: 'ranged',
    anchor: sourceOf('origin', new URL(from), known ?? file),
    first: null,
    shown: null,
    server: 'unreached',
    uri: from
  }
}

/** The first of both that is not null, or null. Rejects when one rejects before that. */
function firstOf<T>(one: Promise<T | null>, other: Promise<T | null>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    one.then((value) => value && resolve(value), reject)
    other.then((value) => value && resolve(value), reject)
    Promise.all([one, other]).then(([first, second]) => resolve(first ?? second), reject)
  })
}

const isUnreachable = (thrown: unknown): boolean =>
  thrown instanceof ShoalError && isTransient(thrown.code, true) && !thrown.code.startsWith('http-')

/** Whatever went wrong, the usual way shows it again, and says so. */
const notInteresting = (): null => null
