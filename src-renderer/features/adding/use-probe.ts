/** What the server says of a link that is being typed; asked when the typing pauses, and let go of with the dialog. */
import { useEffect, useState } from 'react'
import { problemOf, type Problem } from '../../../src-shared/errors/problem.ts'
import type { RequestOptions } from '../../../src-shared/model/request-options.ts'
import type { Probe } from '../../../src-shared/model/probe.ts'
import { useShoal } from '../../bridge/shoal-context.ts'

export type Asked =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'told'; readonly probe: Probe }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** A pause in typing; a server asked at each key would be asked for addresses nobody means. */
const PAUSE_MS = 400

/** `uri` null: there is nothing to ask about. */
export function useProbe(uri: string | null, request: RequestOptions): Asked {
  const { client } = useShoal()
  const [ticket] = useState(() => Math.random().toString(36).slice(2))
  const [answer, setAnswer] = useState<{ readonly to: string; readonly asked: Asked } | null>(null)
  // The request is made anew with each picture; what it says decides.
  const question = uri === null ? null : JSON.stringify({ uri, request })
  useEffect(() => {
    if (question === null) return undefined
    let isOver = false
    const settle = (asked: Asked): void => {
      if (!isOver) setAnswer({ to: question, asked })
    }
    const timer = setTimeout(() => {
      const { uri: asked, request: options } = JSON.parse(question) as {
        uri: string
        request: RequestOptions
      }
      client.call('transfers.probe', { ticket, uri: asked, request: options }).then(
        (probe) => settle({ kind: 'told', probe }),
        (thrown: unknown) => settle({ kind: 'failed', problem: problemOf(thrown) })
      )
    }, PAUSE_MS)
    return () => {
      isOver = true
      clearTimeout(timer)
      // Who has no engine any more has no question there either.
      client.call('transfers.endProbe', { ticket }).catch(() => undefined)
    }
  }, [client, question, ticket])
  if (question === null) return { kind: 'nothing' }
  return answer?.to === question ? answer.asked : { kind: 'asking' }
}
