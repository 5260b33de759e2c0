/** Other machines: who is near, what each is to this one, what flows between them, and how to bring two together. */
import { useMemo, useState, type ReactElement, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { Peer } from '../../../src-shared/model/peer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { isNear } from '../../stores/nearby.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { ShoalPicture } from '../../ui/shoal-picture.tsx'
import { strings } from '../../ui/strings.ts'
import { FlowMap } from './flow-map.tsx'
import { PairForm } from './pair-form.tsx'
import { PairingStrip } from './pairing-strip.tsx'
import { PeerRow } from './peer-row.tsx'
import { sectionsOf } from './sections.ts'
import { TestResults } from './test-results.tsx'
import { ThisMachine } from './this-machine.tsx'
import { useTest } from './use-test.ts'
import styles from './nearby-view.module.css'

export function NearbyView(): ReactElement {
  const reach = useStore(useShoal().nearby, (state) => state.reach)
  const words = strings.peers
  return (
    <section className={styles.view} aria-label={words.title} data-screen="nearby">
      <div className={styles.content}>
        {reach === 'on' && <Machines />}
        {reach === 'asking' && <p className={styles.asking}>{words.asking}</p>}
        {reach === 'off' && (
          <div className={styles.empty}>
            <h2 className={styles.emptyTitle}>{words.off.title}</h2>
            <p className={styles.emptyDetail}>{words.off.detail}</p>
          </div>
        )}
      </div>
    </section>
  )
}

function Machines(): ReactElement {
  const { nearby } = useShoal()
  const settled = useStore(nearby, (state) => state.settled)
  const [isPairing, setPairing] = useState(false)
  const test = useTest()
  const sections = useMemo(() => sectionsOf(settled.values()), [settled])
  const { trusted, quarantined, strangers, strangersLeftOut } = sections
  const near = [...settled.values()].filter(isNear).length
  const words = strings.peers
  const isEmpty = trusted.length + quarantined.length + strangers.length === 0
  return (
    <>
      <div className={styles.head}>
        <h2 className={styles.title}>{words.title}</h2>
        <p className={styles.count} role="status">
          {near > 0 && words.count(near)}
        </p>
        <PushButton
          label={test.isRunning ? words.row.testing : words.test.network}
          onPress={() => test.run(null)}
        />
        <PushButton label={words.pair.button} kind="main" onPress={() => setPairing(true)} />
      </div>
      <PairingStrip />
      {test.results && (
        <section className={styles.card} aria-label={words.test.title}>
          <div className={styles.dismiss}>
            <IconButton icon="remove" label={strings.toast.dismiss} onPress={test.forget} />
          </div>
          <TestResults results={test.results} />
        </section>
      )}
      <div className={styles.columns}>
        <div className={styles.main}>
          <FlowMap />
          {isEmpty && <Empty />}
          <Section title={words.list.trusted} peers={trusted} name="trusted" />
          <Section title={words.list.quarantined} peers={quarantined} name="quarantined" />
          <Section title={words.list.strangers} peers={strangers} name="strangers">
            <p className={styles.detail}>{words.list.strangersDetail}</p>
            {strangersLeftOut > 0 && <p className={styles.detail}>{words.list.more(strangersLeftOut)}</p>}
          </Section>
        </div>
        <ThisMachine />
      </div>
      {isPairing && <PairForm onClose={() => setPairing(false)} />}
    </>
  )
}

interface SectionProps {
  readonly title: string
  readonly peers: readonly Peer[]
  /** Its name in the page. */
  readonly name: string
  readonly children?: ReactNode
}

const Section = ({ title, peers, name, children }: SectionProps): ReactElement | null =>
  peers.length === 0 ? null : (
    <section data-section={name}>
      <h3 className={styles.sectionTitle}>{title}</h3>
      {children}
      <ul className={styles.peers}>
        {peers.map((peer) => (
          <PeerRow key={peer.id} peer={peer} />
        ))}
      </ul>
    </section>
  )

function Empty(): ReactElement {
  const words = strings.peers.empty
  return (
    <div className={styles.empty}>
      <div className={styles.picture}>
        <ShoalPicture />
      </div>
      <h3 className={styles.emptyTitle}>{words.title}</h3>
      <p className={styles.emptyDetail}>{words.detail}</p>
      <ol className={styles.steps}>
        {words.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  )
}
