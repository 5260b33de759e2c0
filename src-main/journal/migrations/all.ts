/** Every migration, oldest first. A published one is never edited; the next gets the next number. */
import { firstJournal } from './001-first-journal.ts'
import { requestOptions } from './002-request-options.ts'
import { verification } from './003-verification.ts'
import { ratesAndQueue } from './004-rates-and-queue.ts'
import { mirrors } from './005-mirrors.ts'
import { peers } from './006-peers.ts'
import { categories } from './007-categories.ts'
import { peerTerms } from './008-peer-terms.ts'
import type { Migration } from './migration.ts'

export const migrations: readonly Migration[] = [
  firstJournal,
  requestOptions,
  verification,
  ratesAndQueue,
  mirrors,
  peers,
  categories,
  peerTerms
]
