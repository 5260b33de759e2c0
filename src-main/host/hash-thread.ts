/**
 * Entry of the hash thread: digests are computed here, so that the engine thread never waits for one. The engine
 * thread starts it, only when there is something to hash, and ends it.
 */
import { parentPort } from 'node:worker_threads'
import { runHashJobs } from '../platform/hash-jobs.ts'

if (!parentPort) throw new Error('hash-thread runs as a worker, started by the engine thread')

runHashJobs(parentPort)
