/** What a category is called and drawn with, in the language spoken now. */
import { isUsualCategory, OTHER, type Category } from '../../src-shared/model/category.ts'
import type { IconName } from './icons.tsx'
import { strings } from './strings.ts'

type Named = Pick<Category, 'id' | 'name'>

/** What is of no category, as one. */
export const THE_OTHERS: Named = { id: OTHER, name: null }

export function categoryName({ id, name }: Named): string {
  const { names } = strings.settings.categories
  return name ?? (isUsualCategory(id) ? names[id] : names.other)
}

export const categoryIcon = ({ id }: Named): IconName =>
  isUsualCategory(id) ? id : id === OTHER ? 'other' : 'tag'
