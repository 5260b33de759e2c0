/** What of the membership a setting is to blame for, said beside that setting. */
import { useStore } from 'zustand'
import type { Problem } from '../../../../src-shared/errors/problem.ts'
import { problemIn } from '../../../../src-shared/model/membership.ts'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { sentencesOf } from '../../../ui/said.ts'

/** In words; null: nothing. */
export function useHindrance(code: Problem['code']): string | null {
  const { nearby } = useShoal()
  return useStore(nearby, ({ membership }) => {
    const problem = membership && problemIn(membership)
    return problem?.code === code ? sentencesOf(problem) : null
  })
}
