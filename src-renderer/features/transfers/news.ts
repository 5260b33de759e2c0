/** What happened between two pictures of the list, in sentences for those who cannot see it. */
import type { Transfer, TransferId } from '../../../src-shared/model/transfer.ts'
import { strings } from '../../ui/strings.ts'

type ById = ReadonlyMap<TransferId, Transfer>

export function newsBetween(before: ById, now: ById): readonly string[] {
  const news: string[] = []
  for (const [id, transfer] of now) {
    const old = before.get(id)
    if (!old) news.push(strings.announce.added(transfer.name))
    else if (old.state.kind !== transfer.state.kind) news.push(stateNews(transfer))
  }
  for (const [id, { name }] of before) if (!now.has(id)) news.push(strings.announce.removed(name))
  return news
}

function stateNews({ name, state }: Transfer): string {
  return state.kind === 'retrying' || state.kind === 'failed'
    ? strings.announce[state.kind](name, state.problem.message)
    : strings.announce[state.kind](name)
}
