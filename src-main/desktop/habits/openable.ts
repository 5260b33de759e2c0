/**
 * Which files may be opened the moment they are here, without anybody looking at them first: pictures, sound, films, PDF
 * and plain text, by the ending that decides which program opens them. A list of what is allowed, never of what is not:
 * programs, scripts, installers, pages, archives, documents with macros and whatever will be invented are not on it.
 */
import path from 'node:path'

const OPENABLE: ReadonlySet<string> = new Set([
  ...['.avif', '.bmp', '.gif', '.heic', '.jpeg', '.jpg', '.png', '.tif', '.tiff', '.webp'],
  ...['.aac', '.flac', '.m4a', '.mp3', '.oga', '.ogg', '.opus', '.wav'],
  ...['.avi', '.m4v', '.mkv', '.mov', '.mp4', '.mpeg', '.mpg', '.ogv', '.webm'],
  ...['.pdf', '.txt']
])

/** What systems drop from the end of a name, or read as another file's, makes an ending that is none. */
const DECEIVES = /[\s.]$|[:\p{Cc}\p{Cf}]/u

export function isOpenable(file: string): boolean {
  const name = path.basename(file)
  return !DECEIVES.test(name) && OPENABLE.has(path.extname(name).toLowerCase())
}
