/** What a self-test saw, step by step, and what to do about what does not work. The sentences are the engine's. */
import type { ReactElement } from 'react'
import type { PeerTestResult } from '../../../src-shared/model/peer-self.ts'
import { icons } from '../../ui/icons.tsx'
import { strings } from '../../ui/strings.ts'
import styles from './test-results.module.css'

export function TestResults({ results }: { readonly results: readonly PeerTestResult[] }): ReactElement {
  const words = strings.peers.test
  const failures = results.filter(({ ok }) => !ok).length
  return (
    <div className={styles.results} data-part="test">
      <p className={styles.sum} role="status">
        {failures === 0 ? words.allWell : words.notAll(failures)}
      </p>
      <ul className={styles.list}>
        {results.map(({ peer, step, ok, saw, advice }, index) => (
          <li
            key={index}
            className={styles.line}
            data-ok={ok}
            data-step={step}
            data-about={peer ?? 'network'}
          >
            <span className={styles.sign}>{ok ? icons.check : icons.alert}</span>
            <div className={styles.words}>
              <p>
                <strong>{words.steps[step]}</strong>{' '}
                <span className="visually-hidden">{ok ? words.works : words.fails}</span> <bdi>{saw}</bdi>
              </p>
              {advice !== null && (
                <p className={styles.advice}>
                  <bdi>{advice}</bdi>
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}
