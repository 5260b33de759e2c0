/**
 * Adding with a choice: where to, under which name, with which help. While a person chooses, the server has been asked
 * already; its answer is never waited for.
 */
import { useRef, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { DEFAULT_CATEGORIES } from '../../../src-shared/model/category.ts'
import { PRIORITIES } from '../../../src-shared/model/settings.ts'
import { problemOf, type Problem } from '../../../src-shared/errors/problem.ts'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { useAbility } from '../../bridge/use-ability.ts'
import { useDownloadDirectory } from '../../bridge/use-download-directory.ts'
import { ChoiceGroup } from '../../ui/choice-group.tsx'
import { Select, TextArea, TextInput } from '../../ui/controls.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { formatRate } from '../../ui/format.ts'
import { PushButton } from '../../ui/push-button.tsx'
import { ProblemText } from '../../ui/problem-text.tsx'
import { strings } from '../../ui/strings.ts'
import { seek, takeWanted, underOtherNames } from '../transfers/take-links.ts'
import { AnswerCard } from './answer-card.tsx'
import { batchOf, MOST_IN_A_BATCH } from './batch.ts'
import { NO_CHOICES, read, requestOf, STARTS, type Choices, type Field as FieldName } from './choices.ts'
import { FirstAndLast } from './first-and-last.tsx'
import { sortKnown } from './known-links.ts'
import { useProbe } from './use-probe.ts'
import { nameIn, usualFolder } from './usual-folder.ts'
import styles from './adding-dialog.module.css'

/** Bytes a second. */
const LIMITS = [1e5, 2.5e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8]
const MOST_ROWS = 4

export function AddingDialog(): ReactElement | null {
  const { adding } = useShoal()
  const dialog = useStore(adding, (state) => state.dialog)
  return dialog && <Open text={dialog.text} />
}

function Open({ text }: { readonly text: string }): ReactElement {
  const shoal = useShoal()
  const { adding, client, settings, transfers } = shoal
  const words = strings.adding
  const dialog = useRef<HTMLDialogElement>(null)
  const linksField = useRef<HTMLTextAreaElement>(null)
  const [choices, setChoices] = useState<Choices>({ ...NO_CHOICES, links: text })
  const [given, setGiven] = useState(text)
  // A link that came while the dialog was open joins those that are in it.
  if (given !== text) {
    setGiven(text)
    setChoices({ ...choices, links: text })
  }
  const downloads = useDownloadDirectory() ?? ''
  const categories = useStore(settings, ({ now }) => now?.settings.categories ?? DEFAULT_CATEGORIES)
  const [hasTried, setHasTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const choosesFolder = useAbility('chooseFolder')
  const seesCopied = useAbility('copiedLinks')
  const offersCopied = useStore(adding, (state) => state.offersCopied)
  const byId = useStore(transfers, (state) => state.byId)

  const { wanted, shared, wrong } = read(choices)
  const [only, ...others] = wanted
  const batch = only && others.length === 0 ? batchOf(only.uri) : null
  const isOne = batch?.kind === 'one'
  const files = batch?.kind === 'many' ? batch.links : wanted.map(({ uri }) => uri)
  const asked = useProbe(isOne && only ? only.uri : null, requestOf({ ...choices, peers: true }).request)
  const names = isOne
    ? [choices.name.trim() || (asked.kind === 'told' ? asked.probe.name : nameIn(files[0] ?? ''))]
    : files.map(nameIn)
  const usual = usualFolder(names, categories, downloads)
  const known = isOne ? sortKnown(wanted, byId.values()).known : []
  const [again] = known

  const choose = (change: Partial<Choices>): void => {
    setChoices({ ...choices, ...change })
    if (change.links !== undefined) adding.setState({ dialog: { text: change.links } })
    if (change.links !== undefined) setGiven(change.links)
    setProblem(null)
  }
  // What is not finished yet is not wrong yet; only links in vain and a login in halves wait for the try.
  const wrongIn = (field: FieldName): string | undefined =>
    hasTried || (field !== 'links' && field !== 'user') ? wrong[field] : undefined
  const close = (): void => dialog.current?.close()

  const chooseFolder = async (): Promise<void> => {
    try {
      const from =
        wrong.folder === undefined && choices.folder.trim() !== ''
          ? choices.folder.trim()
          : (usual ?? downloads)
      const chosen = await client.call('desktop.chooseFolder', { startAt: from === '' ? null : from })
      if (chosen) setChoices((now) => ({ ...now, folder: chosen.path }))
    } catch (thrown) {
      setProblem(problemOf(thrown))
    }
  }
  const add = async (): Promise<void> => {
    if (busy) return
    setHasTried(true)
    if (Object.keys(wrong).length > 0) {
      // The first field that is wrong, wherever it is, is the next to be mended.
      requestAnimationFrame(() =>
        dialog.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
      )
      return
    }
    setBusy(true)
    setProblem(null)
    try {
      if (isOne && only) {
        const [one] = again ? underOtherNames(shoal, known) : [only]
        if (one) await client.call('transfers.add', { ...shared, ...one })
        close()
        return
      }
      const outcome = await takeWanted(shoal, wanted, shared)
      if (outcome === 'cancelled') return
      const [first] = outcome
      if (!first) return close()
      choose({ links: outcome.map(({ uri }) => uri).join('\n') })
      setProblem(first.problem)
    } catch (thrown) {
      setProblem(problemOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  const showKnown = (id: TransferId): void => {
    const transfer = byId.get(id)
    close()
    if (transfer) seek(shoal, [transfer])
  }

  return (
    <Dialog
      dialog={dialog}
      title={words.title}
      detail={words.detail}
      isForm
      onClose={() => adding.setState({ dialog: null })}
    >
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          void add()
        }}
      >
        <div className={styles.body}>
          <Field label={words.links} wrong={wrongIn('links')}>
            {(control) => (
              <TextArea
                {...control}
                ref={linksField}
                rows={Math.min(MOST_ROWS, choices.links.split('\n').length)}
                value={choices.links}
                placeholder="https://"
                dir="ltr"
                autoFocus
                onChange={(event) => choose({ links: event.target.value })}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
                  event.preventDefault()
                  if (!event.ctrlKey && !event.metaKey) void add()
                }}
              />
            )}
          </Field>

          <div role="status" className={styles.answer}>
            {isOne && only && <AnswerCard uri={only.uri} asked={asked} hasLogin={choices.user !== ''} />}
            {batch?.kind === 'too-many' && (
              <p className={styles.wrong}>{words.ask.tooMany(batch.count, MOST_IN_A_BATCH)}</p>
            )}
            {!isOne && files.length > 1 && (
              <>
                <p>{words.several(files.length)}</p>
                <FirstAndLast links={files} />
              </>
            )}
          </div>
          {again && (
            <div className={styles.known}>
              <p>
                <bdi>{words.known(again.transfer.name)}</bdi>
              </p>
              <PushButton label={words.show} onPress={() => showKnown(again.transfer.id)} />
            </div>
          )}

          <div className={styles.pair}>
            <Field label={words.folder} wrong={wrongIn('folder')}>
              {(control) => (
                <div className={styles.withButton}>
                  <TextInput
                    {...control}
                    value={choices.folder}
                    placeholder={usual ?? words.foldersByCategory}
                    dir="ltr"
                    onChange={(event) => choose({ folder: event.target.value })}
                  />
                  {choosesFolder && (
                    <PushButton label={words.chooseFolder} onPress={() => void chooseFolder()} />
                  )}
                </div>
              )}
            </Field>
            {files.length <= 1 && (
              <Field label={words.name} wrong={wrongIn('name')}>
                {(control) => (
                  <TextInput
                    {...control}
                    value={choices.name}
                    placeholder={asked.kind === 'told' ? asked.probe.name : words.nameUnknown}
                    dir="auto"
                    onChange={(event) => choose({ name: event.target.value })}
                  />
                )}
              </Field>
            )}
          </div>

          <details className={styles.more}>
            <summary className={styles.summary}>{words.more}</summary>
            <div className={styles.options}>
              <div className={styles.pair}>
                <ChoiceGroup
                  label={words.start}
                  choices={STARTS.map((start) => ({ value: start, label: words.starts[start] }))}
                  chosen={choices.start}
                  onChoose={(start) => choose({ start })}
                />
                <ChoiceGroup
                  label={words.priority}
                  choices={PRIORITIES.map((priority) => ({
                    value: priority,
                    label: words.priorities[priority]
                  }))}
                  chosen={choices.priority}
                  onChoose={(priority) => choose({ priority })}
                />
              </div>
              <div className={styles.pair}>
                <Field label={words.limit}>
                  {(control) => (
                    <Select
                      {...control}
                      value={choices.limitBytesPerSecond ?? ''}
                      onChange={(event) =>
                        choose({
                          limitBytesPerSecond: event.target.value === '' ? null : Number(event.target.value)
                        })
                      }
                    >
                      <option value="">{words.noLimit}</option>
                      {LIMITS.map((bytesPerSecond) => (
                        <option key={bytesPerSecond} value={bytesPerSecond}>
                          {formatRate(bytesPerSecond)}
                        </option>
                      ))}
                    </Select>
                  )}
                </Field>
                <label className={`${styles.check} ${styles.low}`}>
                  <input
                    type="checkbox"
                    checked={choices.peers}
                    onChange={(event) => choose({ peers: event.target.checked })}
                  />
                  {words.peers}
                </label>
              </div>
              {files.length <= 1 && (
                <>
                  <Field label={words.checksum} hint={words.checksumHint} wrong={wrongIn('checksum')}>
                    {(control) => (
                      <TextInput
                        {...control}
                        value={choices.checksum}
                        dir="ltr"
                        onChange={(event) => choose({ checksum: event.target.value })}
                      />
                    )}
                  </Field>
                  <Field label={words.mirrors} hint={words.mirrorsHint} wrong={wrongIn('mirrors')}>
                    {(control) => (
                      <TextArea
                        {...control}
                        rows={2}
                        value={choices.mirrors}
                        dir="ltr"
                        onChange={(event) => choose({ mirrors: event.target.value })}
                      />
                    )}
                  </Field>
                </>
              )}
              <div className={styles.pair}>
                <Field label={words.user} wrong={wrongIn('user')}>
                  {(control) => (
                    <TextInput
                      {...control}
                      value={choices.user}
                      dir="auto"
                      onChange={(event) => choose({ user: event.target.value })}
                    />
                  )}
                </Field>
                <Field label={words.password}>
                  {(control) => (
                    <TextInput
                      {...control}
                      type="password"
                      value={choices.password}
                      onChange={(event) => choose({ password: event.target.value })}
                    />
                  )}
                </Field>
              </div>
              <Field label={words.headers} hint={words.headersHint} wrong={wrongIn('headers')}>
                {(control) => (
                  <TextArea
                    {...control}
                    rows={2}
                    value={choices.headers}
                    dir="ltr"
                    onChange={(event) => choose({ headers: event.target.value })}
                  />
                )}
              </Field>
            </div>
          </details>
        </div>

        <p className={styles.problem} role="alert" data-code={problem?.code}>
          {problem && (
            <bdi>
              <ProblemText problem={problem} />
            </bdi>
          )}
        </p>
        <div className={styles.foot}>
          {seesCopied && (
            <label className={styles.check}>
              <input
                type="checkbox"
                checked={offersCopied}
                onChange={(event) => adding.setState({ offersCopied: event.target.checked })}
              />
              {words.watch}
            </label>
          )}
          <PushButton label={words.cancel} onPress={close} />
          <PushButton
            kind="main"
            label={busy ? words.adding : again ? words.addAgain : words.add(files.length)}
            submits
          />
        </div>
      </form>
    </Dialog>
  )
}
