/**
 * The work of the hash thread: reads files through descriptors of its own, block by block, and feeds the digests.
 * Several files take turns, and messages are heard between two blocks. It blocks its thread on purpose, so it must
 * never run on one that has anything else to do.
 */
import { createHash, type Hash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import type { MessagePort } from 'node:worker_threads'
import { rangeLength, type ByteRange } from '../../src-shared/model/byte-range.ts'
import type { DigestAlgorithm } from '../../src-shared/model/checksum.ts'
import { errorCode } from './error-code.ts'
import type { FromHashThread, ToHashThread } from './hash-messages.ts'

/** About 5 ms of SHA-256 without processor support, so turns are short; larger blocks are not faster. */
const BLOCK_BYTES = 1024 * 1024

/** Names as OpenSSL has them. */
const OPENSSL_NAMES: Readonly<Record<DigestAlgorithm, string>> = {
  'sha-256': 'sha256',
  'sha-512': 'sha512',
  'sha-1': 'sha1',
  md5: 'md5'
}

interface WholeFile {
  readonly kind: 'whole'
  readonly descriptor: number
  readonly hashes: readonly Hash[]
  hashed: number
  reach: number
  length: number | null
}

interface Parts {
  readonly kind: 'parts'
  readonly descriptor: number
  readonly algorithm: DigestAlgorithm
  readonly waiting: ByteRange[]
  /** Of the first part that waits. */
  hash: Hash
  hashed: number
}

type Job = WholeFile | Parts

const hashOf = (algorithm: DigestAlgorithm): Hash => createHash(OPENSSL_NAMES[algorithm])

export function runHashJobs(port: MessagePort): void {
  const say = (message: FromHashThread): void => port.postMessage(message)
  const jobs = new Map<number, Job>()
  const block = Buffer.allocUnsafe(BLOCK_BYTES)
  let turning = false

  const end = (number: number): void => {
    const job = jobs.get(number)
    if (!job || !jobs.delete(number)) return
    closeSync(job.descriptor)
  }

  /** Reads at most a block from `from` on. */
  const read = ({ descriptor }: Job, from: number, wanted: number): Buffer => {
    const count = readSync(descriptor, block, 0, Math.min(BLOCK_BYTES, wanted), from)
    if (count === 0) throw Object.assign(new Error('the file ends before its last byte'), { code: 'EOF' })
    return block.subarray(0, count)
  }

  const stepPart = (number: number, job: Parts): void => {
    const part = job.waiting[0] as ByteRange
    const bytes = read(job, part.start + job.hashed, rangeLength(part) - job.hashed)
    job.hash.update(bytes)
    job.hashed += bytes.length
    if (job.hashed < rangeLength(part)) return
    say({ kind: 'part-digest', job: number, hex: job.hash.digest('hex') })
    job.waiting.shift()
    job.hash = hashOf(job.algorithm)
    job.hashed = 0
  }

  const step = (number: number, job: Job): void => {
    if (job.kind === 'parts') return stepPart(number, job)
    if (job.reach > job.hashed) {
      const bytes = read(job, job.hashed, job.reach - job.hashed)
      for (const hash of job.hashes) hash.update(bytes)
      job.hashed += bytes.length
    }
    if (job.hashed === job.length) {
      end(number)
      say({ kind: 'digests', job: number, hexes: job.hashes.map((hash) => hash.digest('hex')) })
    }
  }

  const guarded = (number: number, work: () => void): void => {
    try {
      work()
    } catch (thrown) {
      end(number)
      say({ kind: 'failed', job: number, code: errorCode(thrown), message: (thrown as Error).message })
    }
  }

  const hasWork = (job: Job): boolean =>
    job.kind === 'parts' ? job.waiting.length > 0 : job.hashed < job.reach || job.hashed === job.length

  const turn = (): void => {
    for (const [number, job] of jobs) if (hasWork(job)) guarded(number, () => step(number, job))
    turning = [...jobs.values()].some(hasWork)
    if (turning) setImmediate(turn)
  }

  port.on('message', (message: ToHashThread) => {
    const { job: number } = message
    const job = jobs.get(number)
    switch (message.kind) {
      case 'begin':
        guarded(number, () => {
          const hashes = message.algorithms.map(hashOf)
          jobs.set(number, {
            kind: 'whole',
            descriptor: openSync(message.path, 'r'),
            hashes,
            hashed: 0,
            reach: 0,
            length: null
          })
        })
        break
      case 'reach':
        if (job?.kind === 'whole') job.reach = Math.max(job.reach, message.end)
        break
      case 'finish':
        if (job?.kind === 'whole') job.reach = job.length = message.length
        break
      case 'open':
        guarded(number, () => {
          const { algorithm } = message
          const descriptor = openSync(message.path, 'r')
          jobs.set(number, {
            kind: 'parts',
            descriptor,
            algorithm,
            waiting: [],
            hash: hashOf(algorithm),
            hashed: 0
          })
        })
        break
      case 'part':
        if (job?.kind === 'parts') job.waiting.push(message.range)
        break
      case 'cancel':
        end(number)
    }
    if (!turning) turn()
  })
}
