/**
 * Which kind of file a transfer brings, by the ending of its name, and where files of that kind go. Pure, so that the
 * engine, which decides on folders, and the window, which shows them, agree.
 */

export interface Category {
  /** Stays the same when it is renamed. */
  readonly id: string
  /** Null: what the language spoken calls it; only for those that Shoal comes with. */
  readonly name: string | null
  /** Endings of names, in lower case and without the first dot. One that several categories have is the first one's. */
  readonly extensions: readonly string[]
  /** Absolute folder; null: where everything goes. */
  readonly directory: string | null
}

/** What is of no category. */
export const OTHER = 'other'

export const USUAL_CATEGORIES = [
  'video',
  'music',
  'documents',
  'pictures',
  'archives',
  'programs',
  'disks'
] as const
export type UsualCategory = (typeof USUAL_CATEGORIES)[number]

const endings = (text: string): readonly string[] => text.split(' ')

const usual: Readonly<Record<UsualCategory, readonly string[]>> = {
  video: endings('mp4 mkv webm avi mov m4v mpg mpeg wmv flv ts m2ts ogv 3gp vob srt'),
  music: endings('mp3 flac ogg oga opus m4a m4b aac wav wma aiff alac mid m3u'),
  documents: endings(
    'pdf epub mobi azw3 djvu txt md rtf doc docx odt xls xlsx ods csv ppt pptx odp tex ps html htm'
  ),
  pictures: endings('jpg jpeg png gif webp avif heic svg bmp tif tiff ico psd xcf raw cr2 nef dng'),
  archives: endings('zip 7z rar tar gz tgz bz2 tbz2 xz txz zst lz lz4 lzma cab cpio'),
  programs: endings('exe msi msix deb rpm apk appimage flatpak snap pkg jar run sh whl'),
  disks: endings('iso img dmg vhd vhdx vmdk vdi qcow2 ova ovf toast')
}

export const DEFAULT_CATEGORIES: readonly Category[] = USUAL_CATEGORIES.map((id) => ({
  id,
  name: null,
  extensions: usual[id],
  directory: null
}))

export const MOST_CATEGORIES = 32
export const MOST_EXTENSIONS = 200
export const MOST_EXTENSION_CHARACTERS = 24
export const MOST_CATEGORY_NAME_CHARACTERS = 40
/** `tar.gz` is an ending of two parts; more than four are none. */
const MOST_PARTS = 4

export const isUsualCategory = (id: string): id is UsualCategory =>
  USUAL_CATEGORIES.some((known) => known === id)

const findersOf = new WeakMap<readonly Category[], (name: string) => Category | null>()

/** The category of a file of this name; null: none. The longest ending counts. */
export function categoryOf(name: string, categories: readonly Category[]): Category | null {
  let find = findersOf.get(categories)
  if (!find) findersOf.set(categories, (find = finderIn(categories)))
  return find(name)
}

function finderIn(categories: readonly Category[]): (name: string) => Category | null {
  const byExtension = new Map<string, Category>()
  for (const category of categories)
    for (const extension of category.extensions)
      if (!byExtension.has(extension)) byExtension.set(extension, category)
  return (name) => {
    // A name that begins with its only dot has no ending.
    const parts = name.slice(1).toLowerCase().split('.').slice(1).slice(-MOST_PARTS)
    for (let from = 0; from < parts.length; from++) {
      const found = byExtension.get(parts.slice(from).join('.'))
      if (found) return found
    }
    return null
  }
}

/** Where a file of this name goes when nobody said otherwise; null: no category has a folder for it. */
export const folderFor = (name: string, categories: readonly Category[]): string | null =>
  categoryOf(name, categories)?.directory ?? null

/** One ending as a person may write it, as it is kept. */
export const asExtension = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^\*?\./, '')

export const isExtension = (text: string): boolean =>
  text.length <= MOST_EXTENSION_CHARACTERS &&
  text.split('.').length <= MOST_PARTS &&
  text === text.toLowerCase() &&
  /^[\p{L}\p{N}_+~-]+(?:\.[\p{L}\p{N}_+~-]+)*$/u.test(text)

export const isCategoryId = (text: string): boolean => /^[a-z0-9-]{1,40}$/.test(text) && text !== OTHER

/** A name that fits a line: some letters, and nothing that breaks or turns it. */
export const isCategoryName = (text: string): boolean =>
  text.trim() !== '' &&
  text.length <= MOST_CATEGORY_NAME_CHARACTERS &&
  !/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(text)
