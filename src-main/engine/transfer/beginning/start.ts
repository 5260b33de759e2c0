/** Where an attempt begins, as it has been found out: from which source, and what has been asked of it already. */
import type { RangedPlan, StreamedPlan } from './first-answer.ts'
import type { Answer } from '../sources/origin.ts'
import type { Source } from '../sources/sources.ts'
import type { ServerUse } from '../proof/spot-checks.ts'

export type Start =
  | {
      readonly kind: 'ranged'
      readonly anchor: Source
      /** Its answer to the first wanted bytes; null when it has not been asked for bytes yet. */
      readonly first: RangedPlan | null
      /** An answer whose head tells of the file; null when none has come from a server. */
      readonly shown: Answer | null
      readonly server: ServerUse
      /** Its address before redirects. */
      readonly uri: string
    }
  | {
      readonly kind: 'streamed'
      readonly plan: StreamedPlan
      readonly from: Source['kind']
      readonly uri: string
    }
