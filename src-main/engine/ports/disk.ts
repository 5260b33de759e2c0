/** The file system as storage needs it. Every method rejects with the operating system's own error (`code`). */
export interface Disk {
  /** Opens for reading and writing; creates it when `mode` is `create`, which fails with EEXIST if it is there. */
  open(path: string, mode: 'create' | 'existing'): Promise<DiskFile>
  exists(path: string): Promise<boolean>
  /** Length of a regular file in bytes, links followed; null: there is none. */
  lengthOf(path: string): Promise<number | null>
  /** Bytes an unprivileged program may still use on the file system that holds `directory`. */
  freeBytes(directory: string): Promise<number>
  isDirectory(path: string): Promise<boolean>
  /** Makes one folder, not those above it. */
  makeDirectory(path: string): Promise<void>
  /** Gives `from` the name `to`. Rejects with EEXIST, changing nothing, when `to` is there already. */
  renameWithoutReplacing(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Makes names in a directory durable; does nothing where the system has no such call. */
  syncDirectory(path: string): Promise<void>
}

export interface DiskFile {
  /** Writes all of `length` bytes of `buffer` from `offset` at `position` of the file. */
  write(buffer: Uint8Array, offset: number, length: number, position: number): Promise<void>
  /** Fills `into` from `position`; resolves with the part of it that was filled: less than all only where the file ends. */
  read(into: Uint8Array, position: number): Promise<Uint8Array>
  /** Sets the length; a longer file is sparse. */
  truncate(length: number): Promise<void>
  /** Makes what was written durable (fdatasync). */
  sync(): Promise<void>
  /** Length in bytes, and bytes the file system has really given it (less than length while sparse). */
  stat(): Promise<{ readonly length: number; readonly allocatedBytes: number; readonly linked: boolean }>
  close(): Promise<void>
}
