/** Why a list of categories is refused, in a sentence that names the category: it goes on after "categories". */
import { MOST_CATEGORY_NAME_CHARACTERS, type Category } from '../../../src-shared/model/category.ts'
import { categoryRefusal, settingRefusal, type Refusal } from '../../../src-shared/model/settings-checks.ts'

/** Null: nothing is wrong with them. */
export function categoriesRefusal(given: readonly Category[]): string | null {
  const refusal = settingRefusal('categories', given)
  if (refusal === null) return null
  if (refusal.kind === 'categories') return `must be at most ${refusal.most}, not ${given.length}`
  for (const each of given) {
    const wrong = categoryRefusal(each)
    if (wrong) return `must be changed at ${titleOf(each)}: ${reasonOf(wrong, each)}`
  }
  const twice = given.find(({ id }, at) => given.findIndex((other) => other.id === id) < at)
  return twice
    ? `must be changed at ${titleOf(twice)}: another has its id ${shown(twice.id)} already`
    : 'must be a list of categories'
}

/** What a person calls it; those that Shoal comes with are called by their ids. */
const titleOf = ({ id, name }: Category): string => shown(name ?? id)

function reasonOf(refusal: Refusal, { id, name }: Category): string {
  switch (refusal.kind) {
    case 'categoryName':
      return name === null
        ? 'it needs a name'
        : `its name must be one line of 1 to ${MOST_CATEGORY_NAME_CHARACTERS} characters`
    case 'extensions':
      return `it may have at most ${refusal.most} endings`
    case 'extension':
      return `${shown(refusal.text)} is no ending of a name, such as mp4 or tar.gz`
    case 'categoryFolder':
      return `${shown(refusal.text)} is not the whole path of a folder, without ".."`
    default:
      return `its id ${shown(id)} must be of small letters, digits and dashes, at most 40, and not "other"`
  }
}

const MOST_SHOWN = 60
/** On one line, whatever it is. */
const shown = (text: string): string =>
  JSON.stringify(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text)
