/**
 * Offers links a person has copied, when they come back to the window and want such offers. What else is copied never
 * reaches the page: the main process hands on addresses and nothing besides.
 */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { useAbility } from '../../bridge/use-ability.ts'
import { strings } from '../../ui/strings.ts'
import { takeFound } from '../transfers/take-links.ts'
import { sortKnown } from './known-links.ts'

/** Room for one long address in a message. */
const SHOWN_CHARACTERS = 120

export function CopiedLinks(): null {
  const shoal = useShoal()
  const isWanted = useStore(shoal.adding, (state) => state.offersCopied)
  const offers = useAbility('copiedLinks') && isWanted
  useEffect(() => {
    if (!offers) return undefined
    const { client, transfers, toasts, adding } = shoal
    let offered = ''
    const look = (): void => {
      client.call('desktop.copiedLinks', null).then(
        (links) => {
          const copied = links.join('\n')
          const { unknown } = sortKnown(
            links.map((uri) => ({ uri })),
            transfers.getState().byId.values()
          )
          const [first] = unknown
          if (!first || copied === offered || document.querySelector('dialog[open]')) return
          // Once is an offer, twice is a nuisance.
          offered = copied
          const words = strings.adding
          const title = unknown.length === 1 ? words.copied : words.copiedMany(unknown.length)
          toasts.getState().offer(title, first.uri.slice(0, SHOWN_CHARACTERS), [
            {
              label: words.optionsForCopied,
              run: () => adding.getState().open(unknown.map(({ uri }) => uri).join('\n'))
            },
            {
              label: words.addCopied,
              run: () =>
                void takeFound(
                  shoal,
                  { wanted: unknown, descriptions: [], refused: [] },
                  strings.refused.pasteTitle
                )
            }
          ])
        },
        // Nobody asked for this, so nobody misses it.
        () => undefined
      )
    }
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [offers, shoal])
  return null
}
