/** Kinds of files: a list that grows and shrinks; each opens to what belongs to it and where it goes. */
import { useState, type ReactElement } from 'react'
import { MOST_CATEGORIES, type Category } from '../../../../src-shared/model/category.ts'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { PushButton } from '../../../ui/push-button.tsx'
import { strings } from '../../../ui/strings.ts'
import { isUsual, type Kept } from '../kept.ts'
import { SettingRow } from '../setting-row.tsx'
import styles from './categories.module.css'
import { CategoryEntry } from './category-entry.tsx'

export function CategoriesField({ kept }: { readonly kept: Kept<readonly Category[]> }): ReactElement {
  const { settings } = useShoal()
  const [trouble, setTrouble] = useState<string | null>(null)
  /** The one that was just added is open. */
  const [fresh, setFresh] = useState<string | null>(null)
  const words = strings.settings.categories
  const keep = async (categories: readonly Category[]): Promise<string | null> => {
    const refused = await kept.keep(categories)
    setTrouble(refused)
    return refused
  }
  /** As they are kept at that moment: two fields of one category may have been changed in quick succession. */
  const now = (): readonly Category[] => settings.getState().now?.settings.categories ?? kept.value
  const change = (id: string, part: Partial<Category>): Promise<string | null> =>
    keep(now().map((each) => (each.id === id ? { ...each, ...part } : each)))
  const add = (): void => {
    const id = `own-${crypto.randomUUID().slice(0, 8)}`
    setFresh(id)
    void keep([...now(), { id, name: words.new, extensions: [], directory: null }])
  }
  return (
    <SettingRow
      item="categories"
      wide
      trouble={trouble}
      onReset={isUsual(kept) ? undefined : () => void keep(kept.usual)}
    >
      {({ label, description }) => (
        <div
          className={styles.categories}
          role="group"
          aria-labelledby={label}
          aria-describedby={description}
        >
          <ul className={styles.list}>
            {kept.value.map((category) => (
              <CategoryEntry
                key={category.id}
                category={category}
                isFresh={category.id === fresh}
                onChange={(part) => change(category.id, part)}
                onRemove={() => void keep(now().filter(({ id }) => id !== category.id))}
              />
            ))}
          </ul>
          {kept.value.length < MOST_CATEGORIES && <PushButton label={words.add} onPress={add} />}
        </div>
      )}
    </SettingRow>
  )
}
