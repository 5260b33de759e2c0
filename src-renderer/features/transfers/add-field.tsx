/**
 * The field at the top: a link a line, Enter adds them. Links the engine refuses stay in the field with the
 * reason under it, so that a typing error is mended and not retyped.
 */
import { useId, useRef, useState, type ReactElement } from 'react'
import { useShoal } from '../../bridge/shoal-context.ts'
import { icons } from '../../ui/icons.tsx'
import { strings } from '../../ui/strings.ts'
import { addLinks, type RefusedLink } from './add-links.ts'
import { linksInText } from './links.ts'
import styles from './add-field.module.css'

/** A longer list scrolls inside the field. */
const MAX_ROWS = 6
/** More problems than this push the list off the screen. */
const MAX_PROBLEMS = 4

export function AddField(): ReactElement {
  const { client } = useShoal()
  const [text, setText] = useState('')
  const [refused, setRefused] = useState<readonly RefusedLink[]>([])
  const [adding, setAdding] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const problemsId = useId()
  const entries = entriesIn(text)

  const add = async (): Promise<void> => {
    if (entries.length === 0 || adding) return
    setAdding(true)
    const notAdded = await addLinks(client, entries)
    setAdding(false)
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
      <div className={styles.box}>
        <span className={styles.icon}>{icons.link}</span>
        <textarea
          ref={field}
          className={styles.field}
          rows={Math.min(MAX_ROWS, text.split('\n').length)}
          value={text}
          placeholder={strings.add.placeholder}
          aria-label={strings.add.label}
          aria-invalid={refused.length > 0}
          aria-describedby={refused.length > 0 ? problemsId : undefined}
          title={strings.add.hint}
          autoFocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setText(event.target.value)
            setRefused([])
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            void add()
          }}
        />
        <button type="submit" className={styles.button} disabled={entries.length === 0 || adding}>
          {strings.add.button(entries.length)}
        </button>
      </div>
      <ul className={styles.problems} id={problemsId} role="alert">
        {refused.slice(0, MAX_PROBLEMS).map(({ uri, problem }) => (
          <li key={uri}>
            {refused.length > 1 && (
              <span className={styles.uri} dir="ltr">
                {uri}
              </span>
            )}
            <bdi>
              <strong>{problem.message}</strong> {problem.advice}
            </bdi>
          </li>
        ))}
        {refused.length > MAX_PROBLEMS && <li>{strings.refused.addTitle(refused.length)}</li>}
      </ul>
    </form>
  )
}

/** Addresses found in each line; a line without any goes to the engine as it is, which can say what is wrong. */
function entriesIn(text: string): readonly string[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return [
    ...new Set(
      lines.flatMap((line) => {
        const { links } = linksInText(line)
        return links.length > 0 ? links : [line]
      })
    )
  ]
}
