/** A problem where it is read: what happened, in bold, and what can be done. */
import type { ReactElement } from 'react'
import type { Problem } from '../../src-shared/errors/problem.ts'
import { said } from './said.ts'

export function ProblemText({ problem }: { readonly problem: Problem }): ReactElement {
  const { message, advice } = said(problem)
  return (
    <>
      <strong>{message}</strong> {advice}
    </>
  )
}
