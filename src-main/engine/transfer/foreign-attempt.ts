/**
 * One attempt at a transfer from a server that does not speak HTTP: one connection, read in order. Length and
 * modification time prove that two connections show the same file (invariant 1); where a server tells neither, or
 * cannot send from the middle, the file comes in one piece or not at all.
 */
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import { rangeLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { ForeignSource, Sighting } from '../foreign/foreign-source.ts'
import { SingleView } from '../detail/single-view.ts'
import { openSource } from '../foreign/open-source.ts'
import { Visit } from '../foreign/visit.ts'
import { mismatch } from '../integrity/validator.ts'
import { Ledger } from '../ledger/ledger.ts'
import type { Tap } from '../schedule/rate-limits.ts'
import { safeName } from '../storage/file-name.ts'
import { PartFile } from '../storage/part-file.ts'
import { lastSegment } from '../storage/proposed-name.ts'
import { Checkpointer } from './checkpointer.ts'
import { finish } from './finish.ts'
import { reopen, type Earlier } from './reopen.ts'
import type { RunContext } from './run-context.ts'
import { Verifier } from './proof/verifier.ts'

/** Resolves with the finished file's path; rejects with ShoalError. */
export async function foreignAttempt(context: RunContext): Promise<string> {
  context.phase('resolving')
  const earlier = await reopen(context)
  if (earlier?.kind === 'finished') return earlier.path
  const url = new URL(context.record().uri)
  const visit = new Visit(context.clock, url.host, context.signal)
  const { hosts } = context
  hosts.take(url.host, visit)
  const fetching = new ForeignFetch(context, url, visit, earlier)
  try {
    return await finish(context, await fetching.run())
  } catch (thrown) {
    await fetching.file?.close().catch(() => undefined)
    throw thrown
  } finally {
    visit.leave()
    hosts.release(url.host, visit)
  }
}

/** Some servers refuse only when they are asked to send: a file is made when the first bytes are here. */
interface Reading {
  readonly chunks: AsyncIterator<Uint8Array>
  readonly first: IteratorResult<Uint8Array>
}

class ForeignFetch {
  readonly #context: RunContext
  readonly #url: URL
  readonly #visit: Visit
  readonly #earlier: Earlier | null
  readonly #tap: Tap
  #source: ForeignSource | null = null
  file: PartFile | null

  constructor(context: RunContext, url: URL, visit: Visit, earlier: Earlier | null) {
    this.#context = context
    this.#url = url
    this.#visit = visit
    this.#earlier = earlier
    this.#tap = context.valve.tap()
    this.file = earlier?.file ?? null
  }

  /** Resolves with the whole, verified file. */
  async run(): Promise<PartFile> {
    let verifier: Verifier | null = null
    try {
      if (this.#url.protocol === 'ftp:' && this.#context.terms.login) {
        this.#context.notice({
          code: 'login-unencrypted',
          message: `ftp:// sends your login to ${this.#url.host} unencrypted; ftpes:// and sftp:// do not.`
        })
      }
      const seen = await this.#look()
      const { length, validator } = seen
      if (length === null || validator === null) {
        const reading = await this.#begin(0)
        const file = (this.file = await this.#create(seen))
        verifier = new Verifier(this.#context, file)
        verifier.followStream()
        const total = await this.#receiving(() => this.#pourStream(file, reading, length))
        await file.truncate(total)
        if (length === null) this.#context.update({ length: total })
        await verifier.verify(total)
        return file
      }
      const ledger = this.#earlier?.ledger ?? new Ledger(length)
      const reading = ledger.isComplete && length > 0 ? null : await this.#begin(ledger.firstWanted ?? 0)
      const file = (this.file ??= await this.#create(seen))
      this.#context.live.ledger = ledger
      verifier = new Verifier(this.#context, file)
      verifier.followLedger(ledger)
      if (reading) await this.#receiving(() => this.#pourLedger(file, ledger, reading))
      await verifier.verify(length)
      return file
    } finally {
      verifier?.stop()
      this.#tap.close()
      this.#source?.close()
    }
  }

  /** Looks at the file, over a new connection where there is none. Throws `source-changed` unless it is the known one. */
  async #look(): Promise<Sighting> {
    const source = (this.#source ??= await this.#open())
    const seen = await this.#visit.answer(source.look())
    const { length, validator } = this.#context.record()
    if (length === null || validator === null) return seen
    const changed = mismatch({ length, validator }, { length: seen.length ?? -1, validator: seen.validator })
    if (changed === null) return seen
    throw fail('source-changed', {
      host: this.#url.host,
      reason: seen.length === null ? 'it no longer says its length' : changed
    })
  }

  #open(): Promise<ForeignSource> {
    const { terms, trust, privateAuthorities, ssh } = this.#context
    return this.#visit.answer(
      openSource({
        url: this.#url,
        login: terms.login,
        secureContext: () => trust.contextFor(privateAuthorities, terms.identityFor(this.#url)),
        ssh,
        acceptedHostKey: this.#context.record().request.hostKey ?? null,
        signal: this.#visit.signal
      })
    )
  }

  async #begin(start: number): Promise<Reading> {
    if (!this.#source) throw new Error('a file is read after it has been looked at')
    const chunks = this.#source.read(start)[Symbol.asyncIterator]()
    return { chunks, first: await this.#visit.answer(chunks.next()) }
  }

  async #create({ length, validator }: Sighting): Promise<PartFile> {
    const context = this.#context
    const { requestedName } = context.record()
    const name = requestedName ?? safeName(lastSegment(this.#url).replace(/;type=i$/i, ''))
    const directory = await context.folderFor(name)
    const file = await PartFile.create(context.disk, directory, name, length)
    context.update({ name: file.name, directory, length, validator: length === null ? null : validator })
    return file
  }

  async #receiving<T>(pour: () => Promise<T>): Promise<T> {
    const { live } = this.#context
    this.#context.phase('receiving')
    live.connections = 1
    live.joined(this.#url.host)
    const view = (live.fetch = new SingleView(this.#context, this.#url.host, 'protocol', null))
    live.servedFrom = `${this.#url.protocol}//${this.#url.host}${this.#url.pathname}`
    try {
      return await pour()
    } finally {
      live.connections = 0
      view.end()
    }
  }

  /** Resolves with the number of bytes. */
  async #pourStream(file: PartFile, { chunks, first }: Reading, length: number | null): Promise<number> {
    const { live } = this.#context
    let at = 0
    for (let next = first; next.done !== true; next = await this.#visit.answer(chunks.next())) {
      const bytes = next.value
      if (length !== null && at + bytes.length > length) throw this.#overlong()
      await this.#write(file, bytes, at)
      at += bytes.length
      live.streamedBytes += bytes.length
      live.gained(this.#url.host, bytes.length)
      await this.#holdBack(bytes.length)
    }
    if (length !== null && at < length) throw this.#truncated(length - at)
    return at
  }

  /** Every byte is durable when it resolves; when it rejects, what arrived is. */
  async #pourLedger(file: PartFile, ledger: Ledger, begun: Reading): Promise<void> {
    const { clock, pool, journal, live, record } = this.#context
    const checkpointer = new Checkpointer({
      clock,
      pool,
      file,
      ledger,
      flush: () => undefined,
      prepare: () => {
        const { id, activeSeconds } = record()
        const { refetchedBytes, retransmittedBytes } = live
        const counters = { activeSeconds, refetchedBytes, retransmittedBytes, sources: live.sources() }
        return () => journal.checkpoint(id, ledger.durable, counters)
      },
      failed: (thrown) => this.#visit.end(thrown)
    })
    try {
      let reading: Reading | null = begun
      for (let range = ledger.claim(this, Infinity); range; range = ledger.claim(this, Infinity)) {
        reading ??= await this.#beginAnew(range.start)
        await this.#pourRange(file, ledger, range, reading)
        reading = null
      }
      // Bytes of two connections are in this file now, and a name can be given to another file between a look and a read.
      if (this.#earlier) await this.#lookAgain()
    } finally {
      ledger.release(this)
      await checkpointer.finish()
    }
  }

  async #pourRange(
    file: PartFile,
    ledger: Ledger,
    range: ByteRange,
    { chunks, first }: Reading
  ): Promise<void> {
    let at = range.start
    for (let next = first; next.done !== true; next = await this.#visit.answer(chunks.next())) {
      const isCut = at + next.value.length > range.end
      if (isCut && range.end === ledger.length) throw this.#overlong()
      const bytes = next.value.subarray(0, range.end - at)
      await this.#write(file, bytes, at)
      ledger.receive(this, { start: at, end: at + bytes.length })
      this.#noteDelivered({ start: at, end: at + bytes.length })
      await this.#holdBack(bytes.length)
      at += bytes.length
      if (at === range.end && range.end < ledger.length) {
        // A server in the middle of sending can be told to stop only by hanging up.
        this.#source?.close()
        this.#source = null
        return
      }
    }
    if (at < range.end) throw this.#truncated(range.end - at)
  }

  async #beginAnew(start: number): Promise<Reading> {
    await this.#look()
    return this.#begin(start)
  }

  async #lookAgain(): Promise<void> {
    try {
      await this.#look()
    } catch (thrown) {
      if (!(thrown instanceof ShoalError) || thrown.code !== 'connection-lost') throw thrown
      this.#source?.close()
      this.#source = null
      await this.#look()
    }
  }

  /** Waits while the disk is behind, and with it the server. */
  async #write(file: PartFile, bytes: Uint8Array, at: number): Promise<void> {
    const { pool } = this.#context
    while (pool.exhausted) await new Promise<void>((resolve) => pool.whenReady(resolve))
    this.#visit.check()
    await file.writeBytes(bytes, at)
  }

  /** Waits as long as the rate limits want after so many bytes, and with it the server. */
  async #holdBack(bytes: number): Promise<void> {
    const { signal } = this.#visit
    if (!this.#tap.spend(bytes)) {
      await new Promise<void>((resolve) => {
        const goOn = (): void => {
          signal.removeEventListener('abort', goOn)
          resolve()
        }
        signal.addEventListener('abort', goOn)
        this.#tap.whenReady(goOn)
      })
    }
    this.#visit.check()
  }

  #noteDelivered(range: ByteRange): void {
    const { clock, live } = this.#context
    live.delivered(this.#url.host, range, clock.unixMs(), live.meter.bytesPerSecond)
    live.gained(this.#url.host, rangeLength(range))
  }

  #overlong(): Error {
    return fail('body-overlong', { host: this.#url.host })
  }

  #truncated(missing: number): Error {
    return fail('body-truncated', { host: this.#url.host, missing })
  }
}
