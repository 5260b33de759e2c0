/** Which proxy: the system's, none, or one whose address is typed. */
import { useState, type ReactElement } from 'react'
import { NO_PROXY } from '../../../../src-shared/model/proxy-choice.ts'
import { Choices } from '../../../ui/choice-group.tsx'
import { TextInput } from '../../../ui/controls.tsx'
import { strings } from '../../../ui/strings.ts'
import { isUsual, type Kept } from '../kept.ts'
import { SettingRow } from '../setting-row.tsx'
import { useTyped, type Read } from '../use-typed.ts'
import styles from './fields.module.css'
import { ofSetting } from './readers.ts'
import { refusalWords } from '../refusal-words.ts'

type Way = 'environment' | 'none' | 'own'

const wayOf = (proxy: string | null): Way =>
  proxy === null ? 'environment' : proxy === NO_PROXY ? 'none' : 'own'

const readAddress = (text: string): Read<string | null> => {
  const address = text.trim()
  const refusal = address === NO_PROXY ? ({ kind: 'proxy' } as const) : ofSetting('proxy')(address)
  return refusal ? { ok: false, trouble: refusalWords(refusal) } : { ok: true, value: address }
}

export function ProxyField({ kept }: { readonly kept: Kept<string | null> }): ReactElement {
  const words = strings.settings.proxy
  const kindKept = wayOf(kept.value)
  /** An own one has been chosen, and its address is still to be typed. */
  const [isTyping, setIsTyping] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const typed = useTyped(kept, (value) => (wayOf(value) === 'own' ? (value ?? '') : ''), readAddress)
  const way = isTyping ? 'own' : kindKept
  const choose = (chosen: Way): void => {
    setIsTyping(chosen === 'own')
    if (chosen !== 'own') void kept.keep(chosen === 'none' ? NO_PROXY : null).then(setRefusal)
  }
  return (
    <SettingRow
      item="proxy"
      wide
      trouble={way === 'own' ? (typed.trouble ?? refusal) : refusal}
      onReset={isUsual(kept) && !isTyping ? undefined : () => choose('environment')}
    >
      {({ label, description }) => (
        <div className={styles.stack}>
          <div role="radiogroup" aria-labelledby={label} aria-describedby={description}>
            <Choices
              choices={[
                { value: 'environment', label: words.environment },
                { value: 'none', label: words.none },
                { value: 'own', label: words.own }
              ]}
              chosen={way}
              onChoose={choose}
            />
          </div>
          {way === 'own' && (
            <TextInput
              className={styles.text}
              data-kind="address"
              dir="ltr"
              value={typed.text}
              placeholder={words.placeholder}
              aria-label={words.address}
              aria-describedby={description}
              aria-invalid={typed.trouble !== null}
              onChange={(event) => typed.onType(event.target.value)}
              onBlur={typed.onLeave}
              onKeyDown={typed.onKeyDown}
            />
          )}
        </div>
      )}
    </SettingRow>
  )
}
