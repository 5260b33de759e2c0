/** One kind of files: closed, its name and folder; open, the fields of both and of the endings that belong to it. */
import { useId, useState, type ReactElement, type ReactNode } from 'react'
import { asExtension, isUsualCategory, type Category } from '../../../../src-shared/model/category.ts'
import { categoryRefusal } from '../../../../src-shared/model/settings-checks.ts'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { useAbility } from '../../../bridge/use-ability.ts'
import { categoryIcon, categoryName } from '../../../ui/category-look.ts'
import { TextArea, TextInput } from '../../../ui/controls.tsx'
import { icons } from '../../../ui/icons.tsx'
import { PushButton } from '../../../ui/push-button.tsx'
import { saidOf } from '../../../ui/said.ts'
import { strings } from '../../../ui/strings.ts'
import { refusalWords } from '../refusal-words.ts'
import { useTyped, type Read, type Typed } from '../use-typed.ts'
import styles from './categories.module.css'
import fieldStyles from './fields.module.css'

interface CategoryEntryProps {
  readonly category: Category
  /** It is open from the start, and its name is what comes next. */
  readonly isFresh: boolean
  onChange(part: Partial<Category>): Promise<string | null>
  onRemove(): void
}

const endingsIn = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[\s,;،؛]+/)
      .map(asExtension)
      .filter((each) => each !== '')
  )
]

export function CategoryEntry({ category, isFresh, onChange, onRemove }: CategoryEntryProps): ReactElement {
  const { client } = useShoal()
  const choosesFolder = useAbility('chooseFolder')
  const [trouble, setTrouble] = useState<string | null>(null)
  const words = strings.settings.categories
  const title = categoryName(category)
  const read =
    <Part extends keyof Category>(part: Part, valueOf: (text: string) => Category[Part]) =>
    (text: string): Read<Category[Part]> => {
      const value = valueOf(text)
      const refusal = categoryRefusal({ ...category, [part]: value })
      return refusal ? { ok: false, trouble: refusalWords(refusal) } : { ok: true, value }
    }
  const keptPart = <Part extends keyof Category>(part: Part) => ({
    value: category[part],
    usual: category[part],
    keep: (value: Category[Part]) => onChange({ [part]: value })
  })
  const name = useTyped(
    keptPart('name'),
    (value) => value ?? '',
    read('name', (text) => (text.trim() === '' && isUsualCategory(category.id) ? null : text.trim()))
  )
  const extensions = useTyped(
    keptPart('extensions'),
    (value) => value.join(' '),
    read('extensions', endingsIn)
  )
  const folder = useTyped(
    keptPart('directory'),
    (value) => value ?? '',
    read('directory', (text) => (text.trim() === '' ? null : text.trim()))
  )
  const chooseFolder = async (): Promise<void> => {
    try {
      const chosen = await client.call('desktop.chooseFolder', { startAt: category.directory })
      setTrouble(chosen ? await onChange({ directory: chosen.path }) : null)
    } catch (thrown) {
      setTrouble(saidOf(thrown).message)
    }
  }
  return (
    <li className={styles.entry} data-category={category.id}>
      <details open={isFresh || undefined}>
        <summary className={styles.summary}>
          {icons[categoryIcon(category)]}
          <span className={styles.name}>
            <bdi>{title}</bdi>
          </span>
          <span className={styles.folder}>
            {category.extensions.length === 0 ? (
              words.noExtensions
            ) : (
              <bdi>{category.directory ?? words.inDownloads}</bdi>
            )}
          </span>
          <span className={styles.sign}>{icons.expand}</span>
        </summary>
        <div className={styles.fields} role="group" aria-label={words.entry(title)}>
          <Part label={words.name} typed={name}>
            {(control) => (
              <TextInput
                {...control}
                data-kind="name"
                dir="auto"
                autoFocus={isFresh}
                placeholder={categoryName({ ...category, name: null })}
              />
            )}
          </Part>
          <Part label={words.extensions} hint={words.extensionsHint} typed={extensions}>
            {(control) => <TextArea {...control} data-kind="endings" rows={2} dir="ltr" />}
          </Part>
          <Part label={words.folder} typed={folder} trouble={trouble}>
            {(control) => (
              <div className={styles.withButton}>
                <TextInput {...control} data-kind="address" dir="ltr" placeholder={words.inDownloads} />
                {choosesFolder && (
                  <PushButton label={strings.settings.folder.choose} onPress={() => void chooseFolder()} />
                )}
              </div>
            )}
          </Part>
          <PushButton label={words.remove(title)} onPress={onRemove} />
        </div>
      </details>
    </li>
  )
}

interface PartProps {
  readonly label: string
  readonly hint?: string
  readonly typed: Typed
  readonly trouble?: string | null
  children(control: object): ReactNode
}

function Part({ label, hint, typed, trouble = null, children }: PartProps): ReactElement {
  const id = useId()
  const wrong = typed.trouble ?? trouble
  return (
    <div className={styles.part}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        className: fieldStyles.text,
        value: typed.text,
        'aria-describedby': `${id}note`,
        'aria-invalid': wrong !== null,
        onChange: (event: { readonly target: { readonly value: string } }) =>
          typed.onType(event.target.value),
        onBlur: typed.onLeave,
        onKeyDown: typed.onKeyDown
      })}
      <p id={`${id}note`} className={wrong === null ? styles.hint : styles.trouble} role="status">
        {wrong ?? hint}
      </p>
    </div>
  )
}
