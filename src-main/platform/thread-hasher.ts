/**
 * The engine's side of the hash thread: one thread for all files, started when the first must be hashed and ended
 * with the last. SHA-256 runs at 200 to 500 MB/s on one core without processor support; here it only costs messages.
 */
import { Worker } from 'node:worker_threads'
import type { ByteRange } from '../../src-shared/model/byte-range.ts'
import type { Checksum } from '../../src-shared/model/checksum.ts'
import type { Hasher, Hashing, PartHashing } from '../engine/ports/hasher.ts'
import type { FromHashThread, ToHashThread } from './hash-messages.ts'

/** A file being hashed, as this side remembers it. */
interface Job {
  digests(hexes: readonly string[]): void
  part(hex: string): void
  failed(reason: Error): void
}

/** `threadFile` is the built hash thread. */
export function threadHasher(threadFile: string): Hasher {
  const jobs = new Map<number, Job>()
  let thread: Worker | null = null
  let last = 0

  /** Takes a job off the list; the thread ends with its last one, and its open files with it. */
  const settle = (job: number): Job | undefined => {
    const found = jobs.get(job)
    jobs.delete(job)
    if (jobs.size === 0) {
      const ended = thread
      thread = null
      void ended?.terminate()
    }
    return found
  }

  const hear = (message: FromHashThread): void => {
    switch (message.kind) {
      case 'digests':
        settle(message.job)?.digests(message.hexes)
        break
      case 'part-digest':
        jobs.get(message.job)?.part(message.hex)
        break
      case 'failed': {
        const reason = new Error(message.message)
        settle(message.job)?.failed(
          message.code === null ? reason : Object.assign(reason, { code: message.code })
        )
      }
    }
  }

  const start = (): Worker => {
    const started = new Worker(threadFile, { name: 'hash' })
    const died = (reason: Error): void => {
      if (thread !== started) return
      for (const job of [...jobs.keys()]) settle(job)?.failed(reason)
    }
    started.on('message', hear)
    started.on('error', died)
    started.on('exit', (code) => died(new Error(`the hash thread ended by itself (${code})`)))
    return started
  }

  /** Adds a job. Returns its number and a way to speak of it for as long as it lasts. */
  const add = (job: Job): { readonly job: number; say(message: ToHashThread): void } => {
    const number = ++last
    jobs.set(number, job)
    thread ??= start()
    return {
      job: number,
      say(message) {
        if (jobs.has(number)) thread?.postMessage(message)
      }
    }
  }

  const cancel = ({ job, say }: ReturnType<typeof add>): void => {
    say({ kind: 'cancel', job })
    settle(job)?.failed(new Error('hashing was cancelled'))
  }

  return {
    begin(path, algorithms): Hashing {
      const { promise, resolve, reject } = deferred<readonly Checksum[]>()
      const added = add({
        digests: (hexes) =>
          resolve(algorithms.map((algorithm, index) => ({ algorithm, hex: hexes[index] ?? '' }))),
        part: () => undefined,
        failed: reject
      })
      const { job, say } = added
      say({ kind: 'begin', job, path, algorithms })
      return {
        algorithms,
        reach: (end) => say({ kind: 'reach', job, end }),
        finish(length) {
          say({ kind: 'finish', job, length })
          return promise
        },
        cancel: () => cancel(added)
      }
    },
    open(path, algorithm): PartHashing {
      const waiting: ReturnType<typeof deferred<string>>[] = []
      let ended: Error | null = null
      const added = add({
        digests: () => undefined,
        part: (hex) => waiting.shift()?.resolve(hex),
        failed(reason) {
          ended = reason
          for (const { reject } of waiting.splice(0)) reject(reason)
        }
      })
      const { job, say } = added
      say({ kind: 'open', job, path, algorithm })
      return {
        digest(range: ByteRange) {
          if (ended) return Promise.reject(ended)
          const part = deferred<string>()
          waiting.push(part)
          say({ kind: 'part', job, range })
          return part.promise
        },
        close: () => cancel(added)
      }
    }
  }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined
  let reject: (reason: Error) => void = () => undefined
  const promise = new Promise<T>((resolved, rejected) => {
    resolve = resolved
    reject = rejected
  })
  // It may fail before anyone asks for the outcome.
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}
