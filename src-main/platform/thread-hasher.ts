/**
 * The engine's side of the hash thread: one thread for all files, started when the first must be hashed and ended
 * with the last. SHA-256 runs at 200 to 500 MB/s on one core without processor support; here it only costs messages.
 */
import { Worker } from 'node:worker_threads'
import type { Checksum, DigestAlgorithm } from '../../src-shared/model/checksum.ts'
import type { Hasher, Hashing } from '../engine/ports/hasher.ts'
import type { FromHashThread, ToHashThread } from './hash-messages.ts'

interface Waiting {
  readonly algorithms: readonly DigestAlgorithm[]
  resolve(digests: readonly Checksum[]): void
  reject(reason: Error): void
}

/** `threadFile` is the built hash thread. */
export function threadHasher(threadFile: string): Hasher {
  const waiting = new Map<number, Waiting>()
  let thread: Worker | null = null
  let last = 0

  /** Takes a job off the list; the thread ends with its last one, and its open files with it. */
  const settle = (job: number): Waiting | undefined => {
    const found = waiting.get(job)
    waiting.delete(job)
    if (waiting.size === 0) {
      const ended = thread
      thread = null
      void ended?.terminate()
    }
    return found
  }

  const hear = (message: FromHashThread): void => {
    const job = settle(message.job)
    if (message.kind === 'failed') {
      const reason = new Error(message.message)
      job?.reject(message.code === null ? reason : Object.assign(reason, { code: message.code }))
    } else {
      job?.resolve(job.algorithms.map((algorithm, index) => ({ algorithm, hex: message.hexes[index] ?? '' })))
    }
  }

  const start = (): Worker => {
    const started = new Worker(threadFile, { name: 'hash' })
    const died = (reason: Error): void => {
      if (thread !== started) return
      for (const job of [...waiting.keys()]) settle(job)?.reject(reason)
    }
    started.on('message', hear)
    started.on('error', died)
    started.on('exit', (code) => died(new Error(`the hash thread ended by itself (${code})`)))
    return started
  }

  return {
    begin(path, algorithms): Hashing {
      const job = ++last
      const say = (message: ToHashThread): void => {
        if (waiting.has(job)) thread?.postMessage(message)
      }
      const digests = new Promise<readonly Checksum[]>((resolve, reject) =>
        waiting.set(job, { algorithms, resolve, reject })
      )
      // It may fail before anyone asks for the outcome.
      digests.catch(() => undefined)
      thread ??= start()
      say({ kind: 'begin', job, path, algorithms })
      return {
        algorithms,
        reach: (end) => say({ kind: 'reach', job, end }),
        finish(length) {
          say({ kind: 'finish', job, length })
          return digests
        },
        cancel() {
          say({ kind: 'cancel', job })
          settle(job)?.reject(new Error('hashing was cancelled'))
        }
      }
    }
  }
}
