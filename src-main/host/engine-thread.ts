/**
 * Entry of the engine thread: sockets, scheduling and journal live here, so that no window, menu or terminal ever
 * waits for them. It is started by `startEngine` alone, which hands it EngineThreadData.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { runEngineThread } from './run-engine-thread.ts'
import type { EngineThreadData } from './shoal-options.ts'
import { createShoal } from './shoal.ts'

if (!parentPort) throw new Error('engine-thread runs as a worker, started by startEngine')

// Ends this thread, not the process, with whatever sockets and timers are left.
const { options, hashThreadFile } = workerData as EngineThreadData
void runEngineThread(parentPort, () => createShoal(options, hashThreadFile)).then(() => process.exit(0))
