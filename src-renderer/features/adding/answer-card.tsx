/** What the server said of a link: name, size and type, how it comes, from where; or why it said nothing. */
import type { ReactElement } from 'react'
import { formatBytes } from '../../ui/format.ts'
import { icons } from '../../ui/icons.tsx'
import { strings } from '../../ui/strings.ts'
import { sourceHost } from '../transfers/source-host.ts'
import type { Asked } from './use-probe.ts'
import styles from './answer-card.module.css'

interface AnswerCardProps {
  readonly uri: string
  readonly asked: Asked
  /** A login has been typed. */
  readonly hasLogin: boolean
}

export function AnswerCard({ uri, asked, hasLogin }: AnswerCardProps): ReactElement {
  const words = strings.adding
  switch (asked.kind) {
    case 'nothing':
      return <></>
    case 'asking':
      return <p className={`${styles.card} ${styles.asking}`}>{words.asking(sourceHost(uri))}</p>
    case 'failed': {
      const { code, message, advice } = asked.problem
      const isLogin = code === 'http-unauthorized' || code === 'login-refused'
      const said = isLogin ? (hasLogin ? words.probeFailed.wrongLogin : words.probeFailed.login) : null
      return (
        <div className={`${styles.card} ${styles.failed}`} data-code={code}>
          <p className={styles.name}>{said ?? <bdi>{message}</bdi>}</p>
          <p>{said === null ? <bdi>{advice}</bdi> : null}</p>
          <p>{isLogin && !hasLogin ? words.probeFailed.loginWhere : words.anyway}</p>
        </div>
      )
    }
    case 'told': {
      const { name, length, mediaType, comesIn, uri: from, mirrors, checksums, described } = asked.probe
      const isPage = mediaType === 'text/html' && !/\.x?html?$/i.test(name)
      const about = [
        length === null ? words.answer.lengthUnknown : formatBytes(length),
        mediaType,
        words.answer.from(sourceHost(from)),
        mirrors.length > 0 ? words.answer.mirrors(mirrors.length) : null,
        checksums.length > 0
          ? words.answer.checksums(
              [...new Set(checksums.map(({ algorithm }) => algorithm.toUpperCase()))].join(', ')
            )
          : null
      ]
      return (
        <div className={styles.card}>
          <p className={styles.name}>
            <bdi>{name}</bdi>
          </p>
          <ul className={styles.about}>
            {about
              .filter((each) => each !== null)
              .map((each) => (
                <li key={each}>
                  <bdi>{each}</bdi>
                </li>
              ))}
          </ul>
          <p className={styles.way}>
            {comesIn === 'parts' ? icons.check : icons.info}
            {words.answer[comesIn]}
          </p>
          {described && <p>{words.answer.described}</p>}
          {isPage && (
            <p className={`${styles.way} ${styles.page}`}>
              {icons.alert}
              {words.answer.webPage}
            </p>
          )}
        </div>
      )
    }
  }
}
