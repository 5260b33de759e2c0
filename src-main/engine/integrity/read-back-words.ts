/** What a person and the log are told of a finished file that was read again. Pure. */
import type { Problem } from '../../../src-shared/errors/problem.ts'
import type { FileCheck } from '../../../src-shared/model/file-check.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'

export interface ReadBackStory {
  readonly event: Pick<TransferEvent, 'kind' | 'detail'>
  /** What a person must know; null: all is well, or the file is not where it was put and nobody can say. */
  readonly notice: string | null
}

const ADVICE = 'Add the link again to fetch it anew, and have a look at the disk.'

export function storyOfCheck(check: FileCheck): ReadBackStory {
  switch (check.kind) {
    case 'right': {
      const algorithm = check.digests.map((digest) => digest.algorithm).join(', ')
      return { event: { kind: 'read-back-right', detail: { algorithm } }, notice: null }
    }
    case 'unproven':
      return { event: { kind: 'read-back-unproven', detail: { ...check.found } }, notice: null }
    case 'wrong': {
      const { algorithm, hex } = check.expected
      return differs(`Read again, its ${algorithm} is ${check.found.hex} and should be ${hex}.`)
    }
    case 'wrong-length':
      return differs(`Read again, it has ${check.found} bytes; ${check.expected} were fetched.`)
  }
}

export function storyOfProblem({ code, message, advice }: Problem): ReadBackStory {
  const event = { kind: 'read-back-failed', detail: { code, message } }
  return { event, notice: code === 'file-missing' ? null : `${message} ${advice}` }
}

const differs = (message: string): ReadBackStory => ({
  event: { kind: 'read-back-differs', detail: { message } },
  notice: `${message} ${ADVICE}`
})
