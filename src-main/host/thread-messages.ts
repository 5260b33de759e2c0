/** What the main thread and the engine thread say to each other beside the contract, which has its own ports. */
import type { MessagePort } from 'node:worker_threads'
import type { Problem } from '../../src-shared/errors/problem.ts'

export type ToEngineThread =
  { readonly kind: 'connect'; readonly port: MessagePort } | { readonly kind: 'close' }

export type FromEngineThread =
  | { readonly kind: 'started' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** Sent last; `problem` when the stop was not as clean as it should be. */
  | { readonly kind: 'closed'; readonly problem: Problem | null }
