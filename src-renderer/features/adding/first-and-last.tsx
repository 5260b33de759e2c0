/** The first and the last of many links: enough to see whether they are the ones that were meant. */
import type { ReactElement } from 'react'
import { strings } from '../../ui/strings.ts'
import styles from './first-and-last.module.css'

export function FirstAndLast({ links }: { readonly links: readonly string[] }): ReactElement {
  const { first, last } = strings.adding
  const shown =
    links.length > 1
      ? ([
          [first, links[0]],
          [last, links.at(-1)]
        ] as const)
      : ([[first, links[0]]] as const)
  return (
    <dl className={styles.list}>
      {shown.map(([word, link]) => (
        <div key={word} className={styles.one}>
          <dt>{word}</dt>
          <dd>
            <bdi dir="ltr">{link}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
