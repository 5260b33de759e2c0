/** Where files go when no folder is typed, as the engine will decide it. Pure; shown, never sent. */
import { folderFor, type Category } from '../../../src-shared/model/category.ts'

/** The one folder for all files of these names; null: they go to several. */
export function usualFolder(
  names: readonly string[],
  categories: readonly Category[],
  downloads: string
): string | null {
  const folders = new Set(names.map((name) => folderFor(name, categories) ?? downloads))
  const [only = downloads] = folders
  return folders.size <= 1 ? only : null
}

/** What a link's file is called as far as the link tells. */
export function nameIn(link: string): string {
  try {
    const last = new URL(link).pathname.split('/').filter(Boolean).at(-1) ?? ''
    return decodeURIComponent(last)
  } catch {
    return ''
  }
}
