/** What a person hears when transfers could not be acted on: of one what happened and what to do, of many how many and why. */
import type { RefusedTransfer } from '../../src-shared/contract/contract.ts'
import { said, saidOf, sentencesOf } from '../ui/said.ts'
import { strings } from '../ui/strings.ts'
import type { ToastsStore } from './toasts.ts'

/** Reasons one message has room for; of the same kind one is enough. */
const REASONS_SHOWN = 3

export function tellRefusedTransfers(toasts: ToastsStore, refused: readonly RefusedTransfer[]): void {
  const [first] = refused
  if (!first) return
  const { show } = toasts.getState()
  if (refused.length === 1) {
    const { message, advice } = said(first.problem)
    return show(message, advice)
  }
  const kinds = new Map(refused.map(({ problem }) => [problem.code, problem]))
  const reasons = [...kinds.values()].slice(0, REASONS_SHOWN)
  show(strings.refused.actTitle(refused.length), reasons.map(sentencesOf).join(' '))
}

/** Acts, and tells what was refused, or that nobody answered. */
export async function actTelling(
  toasts: ToastsStore,
  acting: Promise<readonly RefusedTransfer[]>
): Promise<void> {
  try {
    tellRefusedTransfers(toasts, await acting)
  } catch (thrown) {
    const { message, advice } = saidOf(thrown)
    toasts.getState().show(message, advice)
  }
}
