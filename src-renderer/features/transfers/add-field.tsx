/**
 * The field at the top: a link a line, Enter adds them. Links the engine refuses stay in the field with the
 * reason under it, so that a typing error is mended and not retyped.
 */
import { useEffect, useId, useMemo, useRef, useState, type ReactElement } from 'react'
import { useShoal } from '../../bridge/shoal-context.ts'
import { FieldBox, TextArea } from '../../ui/controls.tsx'
import { icons } from '../../ui/icons.tsx'
import { ProblemText } from '../../ui/problem-text.tsx'
import { strings } from '../../ui/strings.ts'
import { wantedInList } from '../../../src-shared/links/link-list.ts'
import type { Wanted } from '../../../src-shared/links/wanted.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import type { AddFieldReach } from '../../stores/reach.ts'
import type { RefusedLink } from './add-links.ts'
import { MAX_TEXT_LENGTH } from '../../../src-shared/links/links.ts'
import { takeWanted } from './take-links.ts'
import styles from './add-field.module.css'

/** A longer list scrolls inside the field. */
const MAX_ROWS = 6
/** More problems than this push the list off the screen. */
const MAX_PROBLEMS = 4

export function AddField(): ReactElement {
  const shoal = useShoal()
  const { reach } = shoal
  const [text, setText] = useState('')
  const [refused, setRefused] = useState<readonly RefusedLink[]>([])
  const [adding, setAdding] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const problemsId = useId()
  const entries = useMemo(() => entriesIn(text), [text])
  useEffect(() => {
    const mine: AddFieldReach = {
      focus: () => field.current?.focus(),
      take() {
        setText('')
        return text
      }
    }
    reach.setState({ addField: mine })
    return () => reach.setState({ addField: null })
  }, [reach, text])

  const add = async (): Promise<void> => {
    if (entries.length === 0 || adding) return
    setAdding(true)
    const notAdded = await takeWanted(shoal, entries)
    setAdding(false)
    if (notAdded === 'cancelled') return
    setRefused(notAdded)
    // What was typed while the engine answered stays.
    setText((now) => (now === text ? notAdded.map(({ uri }) => uri).join('\n') : now))
    field.current?.focus()
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <FieldBox className={styles.box}>
        <span className={styles.icon}>{icons.link}</span>
        <TextArea
          ref={field}
          look="bare"
          className={styles.field}
          rows={Math.min(MAX_ROWS, text.split('\n').length)}
          value={text}
          placeholder={strings.add.placeholder}
          aria-label={strings.add.label}
          aria-invalid={refused.length > 0}
          aria-describedby={refused.length > 0 ? problemsId : undefined}
          title={strings.add.hint}
          autoFocus
          onChange={(event) => {
            setText(event.target.value)
            setRefused([])
          }}
          onPaste={(event) => {
            if (event.clipboardData.getData('text/plain').length <= MAX_TEXT_LENGTH) return
            event.preventDefault()
            shoal.toasts
              .getState()
              .show(strings.refused.pasteTitle, strings.refused.reason({ kind: 'text-too-long' }))
          }}
          onKeyDown={(event) => {
            const { shiftKey, ctrlKey, metaKey } = event
            if (event.key !== 'Enter' || shiftKey || ctrlKey || metaKey || event.nativeEvent.isComposing)
              return
            event.preventDefault()
            void add()
          }}
        />
        <IconButton
          icon="options"
          label={strings.adding.open}
          onPress={() => {
            shoal.adding.getState().open(text)
            setText('')
          }}
        />
        <button type="submit" className={styles.button} disabled={entries.length === 0 || adding}>
          {strings.add.button(entries.length)}
        </button>
      </FieldBox>
      <ul className={styles.problems} id={problemsId} role="alert">
        {refused.slice(0, MAX_PROBLEMS).map(({ uri, problem }) => (
          <li key={uri}>
            {refused.length > 1 && (
              <span className={styles.uri} dir="ltr">
                {uri}
              </span>
            )}
            <bdi>
              <ProblemText problem={problem} />
            </bdi>
          </li>
        ))}
        {refused.length > MAX_PROBLEMS && <li>{strings.refused.addTitle(refused.length)}</li>}
      </ul>
    </form>
  )
}

/** What a list asks for; lines without any address go to the engine as they are, which can say what is wrong. */
function entriesIn(text: string): readonly Wanted[] {
  const { wanted } = wantedInList(text)
  if (wanted.length > 0) return wanted
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return [...new Set(lines)].map((uri) => ({ uri }))
}
