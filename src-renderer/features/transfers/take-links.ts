/** From a drop or a paste to transfers: what could not be taken is said in a toast, never silently left out. */
import type { Shoal } from '../../bridge/shoal-context.ts'
import { strings } from '../../ui/strings.ts'
import { addLinks } from './add-links.ts'
import type { FoundLinks } from './links.ts'

export async function takeLinks(shoal: Shoal, found: FoundLinks, nothingTitle: string): Promise<void> {
  const { show } = shoal.toasts.getState()
  const [firstRefusal] = found.refused
  if (firstRefusal) {
    show(
      found.links.length > 0 ? strings.refused.someTitle : nothingTitle,
      strings.refused.reason(firstRefusal)
    )
  }
  const refused = await addLinks(shoal.client, found.links)
  const [first] = refused
  if (first)
    show(strings.refused.addTitle(refused.length), `${first.problem.message} ${first.problem.advice}`)
}
