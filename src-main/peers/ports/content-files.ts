/**
 * Files of contents, as the cache needs them of the operating system. Everything but `look` and `remove` rejects with
 * the system's own error (`code`). No link is ever followed, so nobody can lead the cache out of its folder.
 */
export interface ContentFiles {
  /** Makes the folder, its owner's alone, if it is not there. */
  prepare(directory: string): Promise<void>
  /** Makes a sparse file, its owner's alone; EEXIST when the name is taken. */
  create(path: string, length: number): Promise<FileLook>
  /** Opens an ordinary file for reading. */
  open(path: string): Promise<ContentFile>
  /** Null when there is no ordinary file of that name. */
  look(path: string): Promise<FileLook | null>
  /** Does nothing when it is gone already. */
  remove(path: string): Promise<void>
  /** Names in a folder. */
  names(directory: string): Promise<readonly string[]>
  freeBytes(directory: string): Promise<number>
}

export interface ContentFile {
  look(): Promise<FileLook>
  /** Fills `into` from `position`; resolves with the part of it that was filled: less than all only where the file ends. */
  read(into: Uint8Array, position: number): Promise<Uint8Array>
  close(): Promise<void>
}

export interface FileLook {
  readonly length: number
  /** Device and inode. */
  readonly inode: string
  /** Nanoseconds since 1970, in digits. */
  readonly modifiedNs: string
}
