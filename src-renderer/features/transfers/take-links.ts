/**
 * From a drop or a paste to transfers. Many at once, and links that stand for many, are asked about first; links that are
 * in the list already are pointed at; what could not be taken is said in a toast. Nothing is silently left out.
 */
import type { Transfer } from '../../../src-shared/model/transfer.ts'
import { forEachAFewAtOnce } from '../../bridge/a-few-at-once.ts'
import type { Shoal } from '../../bridge/shoal-context.ts'
import { saidOf, sentencesOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import type { Question } from '../adding/adding-store.ts'
import { batchOf } from '../adding/batch.ts'
import { freeName, sortKnown, type Sorted } from '../adding/known-links.ts'
import type { Description, Found, Wanted } from '../../../src-shared/links/wanted.ts'
import { addAll, type RefusedLink, type SharedOptions } from './add-links.ts'
import type { Refusal } from '../../../src-shared/links/links.ts'

/** More than this by one slip of the hand would be a nuisance to undo. */
export const ASKED_ABOUT_FROM = 50
/** Reasons one message has room for. */
const REASONS_SHOWN = 3

export async function takeFound(shoal: Shoal, found: Found, nothingTitle: string): Promise<void> {
  tellRefusals(shoal, found, nothingTitle)
  await takeDescriptions(shoal, found.descriptions)
  const outcome = await takeWanted(shoal, found.wanted)
  if (outcome !== 'cancelled') tellRefused(shoal, outcome)
}

/** `cancelled`: nothing was added, for a person said so. Else the links the engine refused. */
export async function takeWanted(
  shoal: Shoal,
  wanted: readonly Wanted[],
  shared: SharedOptions = {}
): Promise<readonly RefusedLink[] | 'cancelled'> {
  const question = questionAbout(wanted)
  const answer = question && (await shoal.adding.getState().ask(question))
  if (answer === 'cancel') return 'cancelled'
  const chosen = answer === 'expanded' && Array.isArray(question?.expanded) ? question.expanded : wanted
  const sorted = sortKnown(chosen, shoal.transfers.getState().byId.values())
  tellKnown(shoal, sorted.known, shared)
  return add(shoal, sorted.unknown, shared)
}

function questionAbout(wanted: readonly Wanted[]): Question | null {
  const batches = wanted.map((each) => batchOf(each.uri))
  const hasPattern = batches.some(({ kind }) => kind !== 'one')
  if (!hasPattern) return wanted.length < ASKED_ABOUT_FROM ? null : { asFound: wanted, expanded: null }
  const tooMany = batches.find((batch) => batch.kind === 'too-many')
  if (tooMany) return { asFound: wanted, expanded: tooMany.count }
  return {
    asFound: wanted,
    expanded: wanted.flatMap((each, at): readonly Wanted[] => {
      const batch = batches[at]
      // A name or a checksum is one file's.
      return batch?.kind === 'many' ? batch.links.map((uri) => ({ uri })) : [each]
    })
  }
}

/** Often enough to see that it goes on. */
const PROGRESS_EVERY_MS = 100

async function add(
  shoal: Shoal,
  wanted: readonly Wanted[],
  shared: SharedOptions
): Promise<readonly RefusedLink[]> {
  if (wanted.length < ASKED_ABOUT_FROM) return (await addAll(shoal.client, wanted, shared)).refused
  const { adding } = shoal
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  const total = wanted.length
  let done = 0
  let toldAtMs = 0
  const tell = (): void => adding.setState({ progress: { done, total, stop } })
  tell()
  const { refused, left } = await addAll(shoal.client, wanted, shared, {
    signal: stopping.signal,
    added(count) {
      done += count
      if (performance.now() - toldAtMs < PROGRESS_EVERY_MS) return
      toldAtMs = performance.now()
      tell()
    }
  })
  if (adding.getState().progress?.stop === stop) adding.setState({ progress: null })
  if (left.length > 0)
    shoal.toasts.getState().offer(strings.adding.stopped(done, total), '', [
      {
        label: strings.adding.goOn,
        run: () => void add(shoal, left, shared).then((also) => tellRefused(shoal, also))
      }
    ])
  return refused
}

async function takeDescriptions(shoal: Shoal, descriptions: readonly Description[]): Promise<void> {
  await forEachAFewAtOnce(descriptions, ({ fileName, document }) =>
    shoal.client.call('transfers.addMetalink', { document }).catch((thrown: unknown) => {
      const { message, advice } = saidOf(thrown)
      shoal.toasts.getState().show(fileName, `${message} ${advice}`)
    })
  )
}

function tellRefusals({ toasts }: Shoal, found: Found, nothingTitle: string): void {
  const reasons = [...new Set(found.refused.map((refusal: Refusal) => strings.refused.reason(refusal)))]
  if (reasons.length === 0) return
  const isNothing = found.wanted.length === 0 && found.descriptions.length === 0
  const more = reasons.length - REASONS_SHOWN
  toasts
    .getState()
    .show(
      isNothing ? nothingTitle : strings.refused.someTitle,
      [...reasons.slice(0, REASONS_SHOWN), ...(more > 0 ? [strings.adding.moreReasons(more)] : [])].join(' ')
    )
}

/** The links themselves can be had back, in the dialog. */
export function tellRefused({ toasts, adding }: Shoal, refused: readonly RefusedLink[]): void {
  const [first] = refused
  if (!first) return
  const mend = (): void => adding.getState().open(refused.map(({ uri }) => uri).join('\n'))
  toasts
    .getState()
    .offer(strings.refused.addTitle(refused.length), sentencesOf(first.problem), [
      { label: strings.adding.mend, run: mend }
    ])
}

function tellKnown(shoal: Shoal, known: Sorted['known'], shared: SharedOptions): void {
  const { hidden } = shoal.removals.getState()
  const toasts = shoal.toasts.getState()
  const words = strings.adding
  const leaving = known.find(({ transfer }) => hidden.has(transfer.id))
  if (leaving) toasts.show(words.justRemoved(leaving.transfer.name), words.justRemovedDetail)
  const here = known.filter(({ transfer }) => !hidden.has(transfer.id))
  const [first] = here
  if (!first) return
  const again = async (): Promise<void> =>
    tellRefused(shoal, await add(shoal, underOtherNames(shoal, here), shared))
  toasts.offer(here.length === 1 ? words.known(first.transfer.name) : words.knownMany(here.length), '', [
    {
      label: words.show,
      run: () =>
        seek(
          shoal,
          here.map(({ transfer }) => transfer)
        )
    },
    { label: words.addAgain, run: () => void again() }
  ])
}

/** What is in the list already, to come once more beside it. */
export function underOtherNames(shoal: Shoal, known: Sorted['known']): readonly Wanted[] {
  const taken = new Set([...shoal.transfers.getState().byId.values()].map(({ name }) => name))
  return known.map(({ wanted, transfer }) => {
    const name = wanted.name ?? freeName(transfer.name, taken)
    taken.add(name)
    return { ...wanted, name }
  })
}

/** Selects them in the list and brings the first into sight. */
export function seek({ view, selection }: Shoal, transfers: readonly Transfer[]): void {
  const [first] = transfers
  if (!first) return
  view.setState({ filter: 'all', category: null, search: '' })
  selection.setState({
    selected: new Set(transfers.map(({ id }) => id)),
    anchor: first.id,
    focused: first.id,
    sought: first.id
  })
}
