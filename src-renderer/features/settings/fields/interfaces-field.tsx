/** On which of this machine's networks others are met: all that are up, or some. One that has gone stays in the list. */
import { useId, useState, type ReactElement } from 'react'
import type { InterfaceNow, PeerNetwork } from '../../../../src-shared/model/peer-network.ts'
import { Choices } from '../../../ui/choice-group.tsx'
import { formatLinkRate } from '../../../ui/format.ts'
import { strings } from '../../../ui/strings.ts'
import { isUsual, type Kept } from '../kept.ts'
import type { ItemName } from '../items.ts'
import { SettingRow } from '../setting-row.tsx'
import styles from './interfaces.module.css'
import { useHindrance } from './use-hindrance.ts'
import { useNetwork } from './use-network.ts'

const ITEM = 'peerInterfaces' satisfies ItemName
/** Machines change their IPv6 addresses by the day and keep old ones for a while. */
const MOST_ADDRESSES = 4

type Names = readonly string[] | null
type Entry = Pick<InterfaceNow, 'name'> & { readonly now: InterfaceNow | null }

export function InterfacesField({ kept }: { readonly kept: Kept<Names> }): ReactElement {
  const words = strings.settings.interfaces
  const { network, trouble } = useNetwork()
  const hindrance = useHindrance('peer-interfaces-absent')
  const [refusal, setRefusal] = useState<string | null>(null)
  const keep = (names: Names): void => {
    if (names?.length === 0) setRefusal(words.least)
    else void kept.keep(names).then(setRefusal)
  }
  const entries = network ? entriesOf(network, kept.value) : []
  const choose = (way: 'all' | 'own'): void =>
    keep(way === 'all' ? null : entries.flatMap(({ name, now }) => (now ? name : [])))
  const change = (name: string, isChosen: boolean): void => {
    const others = (kept.value ?? []).filter((each) => each !== name)
    keep(isChosen ? [...others, name] : others)
  }
  return (
    <SettingRow
      item={ITEM}
      wide
      trouble={refusal ?? trouble ?? hindrance}
      onReset={isUsual(kept) ? undefined : () => keep(null)}
    >
      {({ label, description }) => (
        <div className={styles.interfaces}>
          <div role="radiogroup" aria-labelledby={label} aria-describedby={description}>
            <Choices
              choices={[
                { value: 'all', label: words.all },
                { value: 'own', label: words.own }
              ]}
              chosen={kept.value === null ? 'all' : 'own'}
              onChoose={choose}
            />
          </div>
          <ul className={styles.list} aria-label={words.list}>
            {entries.map((entry) => (
              <InterfaceRow
                key={entry.name}
                entry={entry}
                isChosen={kept.value?.includes(entry.name) ?? null}
                onChange={(isChosen) => change(entry.name, isChosen)}
              />
            ))}
          </ul>
          {network && entries.length === 0 && <p className={styles.note}>{words.none}</p>}
          {network?.named && <p className={styles.note}>{words.named(network.named.join(', '))}</p>}
        </div>
      )}
    </SettingRow>
  )
}

interface InterfaceRowProps {
  readonly entry: Entry
  /** Null: all are. */
  readonly isChosen: boolean | null
  onChange(isChosen: boolean): void
}

function InterfaceRow({ entry: { name, now }, isChosen, onChange }: InterfaceRowProps): ReactElement {
  const id = useId()
  const row = (
    <>
      {isChosen !== null && (
        <input
          type="checkbox"
          checked={isChosen}
          aria-labelledby={`${id}name`}
          aria-describedby={`${id}facts`}
          onChange={(event) => onChange(event.target.checked)}
        />
      )}
      <bdi id={`${id}name`} className={styles.name}>
        {name}
      </bdi>
      <span id={`${id}facts`} className={styles.facts}>
        <span>{now ? kindWords(now) : strings.settings.interfaces.absent}</span>
        {now?.addresses.slice(0, MOST_ADDRESSES).map((address) => (
          <bdi key={address} className={styles.address}>
            {address}
          </bdi>
        ))}
      </span>
    </>
  )
  return (
    <li className={styles.entry} data-there={now !== null}>
      {isChosen === null ? (
        <div className={styles.row}>{row}</div>
      ) : (
        <label className={styles.row}>{row}</label>
      )}
    </li>
  )
}

/** Those that are there, best first, then those that were chosen and have gone. */
function entriesOf({ interfaces }: PeerNetwork, kept: Names): readonly Entry[] {
  const there = interfaces.filter(({ name, kind }) => kind !== 'loopback' || kept?.includes(name))
  const gone = (kept ?? []).filter((name) => interfaces.every((each) => each.name !== name)).sort()
  return [...there.map((now) => ({ name: now.name, now })), ...gone.map((name) => ({ name, now: null }))]
}

function kindWords({ kind, bitsPerSecond }: InterfaceNow): string {
  const words = strings.settings.interfaces
  const named = words.kinds[kind]
  return bitsPerSecond === null ? named : words.withRate(named, formatLinkRate(bitsPerSecond))
}
