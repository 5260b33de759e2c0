/** This machine as others may find it, and whether it takes part at all: the one switch for both is here. */
import { useEffect, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import type { CacheInfo } from '../../../src-shared/model/contribution-now.ts'
import { problemIn, type Membership } from '../../../src-shared/model/membership.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import type { Flow } from '../../live/flow-feed.ts'
import { formatBytes } from '../../ui/format.ts'
import { PushButton } from '../../ui/push-button.tsx'
import { said, saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { MachineName } from './machine-name.tsx'
import { placesOf } from './peer-words.ts'
import { useFlows } from './use-flows.ts'
import styles from './this-machine.module.css'

const filesHelpedWith = (flows: readonly Flow[]): number => flows.filter(({ to }) => to === 'there').length
const MOST_PLACES = 4

export function ThisMachine(): ReactElement | null {
  const { client, nearby, toasts, view } = useShoal()
  const self = useStore(nearby, (state) => state.self)
  const membership = useStore(nearby, (state) => state.membership)
  const helping = useFlows(filesHelpedWith)
  const [cache, setCache] = useState<CacheInfo | null>(null)
  useEffect(() => {
    let isWanted = true
    client.call('cache.info', null).then(
      (info) => isWanted && setCache(info),
      // It says less, then.
      () => undefined
    )
    return () => {
      isWanted = false
    }
    // What was kept is another thing when somebody has been helped.
  }, [client, helping])
  const words = strings.peers.self
  if (!self || !membership) return null
  const problem = problemIn(membership)
  const isIn = membership.kind === 'joined'
  const change = (method: 'membership.join' | 'membership.leave'): void => {
    client.call(method, null).catch((thrown: unknown) => {
      const { message, advice } = saidOf(thrown)
      toasts
        .getState()
        .show(method === 'membership.join' ? words.notJoined : words.notLeft, `${message} ${advice}`)
    })
  }
  return (
    <section className={styles.machine} aria-label={words.title} data-membership={membership.kind}>
      <h3 className={styles.title}>{words.title}</h3>
      <p className={styles.name}>
        <MachineName name={self.name} />
      </p>
      <p>{standing(membership)}</p>
      {problem && (
        <p className={styles.problem}>
          <bdi>{said(problem).message}</bdi>
        </p>
      )}
      {isIn && <p>{helping > 0 ? words.helping(helping) : words.idle}</p>}
      {cache && cache.contents > 0 && <p>{words.cache(formatBytes(cache.bytes), cache.contents)}</p>}
      <dl className={styles.facts}>
        {self.port !== null && (
          <>
            <dt>{words.joinedAt}</dt>
            <dd>
              {placesOf(self)
                .slice(0, MOST_PLACES)
                .map((place) => (
                  <bdi key={place}>{place}</bdi>
                ))}
            </dd>
          </>
        )}
        <dt>{words.id}</dt>
        <dd>
          <bdi className={styles.id}>{self.id}</bdi>
        </dd>
      </dl>
      {(isIn || membership.kind === 'out') && (
        <div className={styles.buttons}>
          <PushButton
            label={isIn ? words.leave : words.join}
            onPress={() => change(isIn ? 'membership.leave' : 'membership.join')}
          />
          <PushButton
            label={words.policy}
            onPress={() => view.setState({ screen: 'settings', section: 'helping' })}
          />
        </div>
      )}
    </section>
  )
}

function standing({ kind }: Membership): string {
  const words = strings.peers.self
  return { joined: words.joined, out: words.out, joining: words.joining, leaving: words.leaving }[kind]
}
