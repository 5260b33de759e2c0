/** What happened between two pictures of the list, in sentences for those who cannot see it. */
import type { Transfer, TransferId } from '../../../src-shared/model/transfer.ts'
import { said } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'

type ById = ReadonlyMap<TransferId, Transfer>

/** Of what is hidden nothing is told: its removal has been said already. */
export function newsBetween(before: ById, now: ById, hidden: ReadonlySet<TransferId>): readonly string[] {
  const news: string[] = []
  for (const [id, transfer] of now) {
    if (hidden.has(id)) continue
    const old = before.get(id)
    if (!old) news.push(strings.announce.added(transfer.name))
    else if (old.state.kind !== transfer.state.kind) news.push(stateNews(transfer))
  }
  for (const [id, { name }] of before)
    if (!now.has(id) && !hidden.has(id)) news.push(strings.announce.removed(name))
  return news
}

function stateNews({ name, state }: Transfer): string {
  return state.kind === 'retrying' || state.kind === 'failed'
    ? strings.announce[state.kind](name, said(state.problem).message)
    : strings.announce[state.kind](name)
}
