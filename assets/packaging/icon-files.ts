/**
 * The two icon files that hold several sizes, Windows' and macOS'. Both are a table with PNG files behind it; every
 * system that Electron runs on reads PNG in them.
 */

export interface Picture {
  /** Width and height in pixels. */
  readonly size: number
  readonly png: Buffer
}

/** ICONDIR and ICONDIRENTRY, little-endian; a size of 256 is written as 0. */
export function ico(pictures: readonly Picture[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  pictures.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  })
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

/**
 * Apple's names for PNG entries. ic11 to ic14 are the half size on screens of twice the density; the entries of 16
 * and 32 plain pixels take no PNG that programs show rightly, so the system makes those of the larger ones.
 */
const ICNS_NAMES: Readonly<Record<number, readonly string[]>> = {
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10']
}

/** Big-endian: `icns`, the whole length, then name, length and data of each entry. */
export function icns(pictures: readonly Picture[]): Buffer {
  const entries = pictures.flatMap(({ size, png }) =>
    (ICNS_NAMES[size] ?? []).map((name) => Buffer.concat([tagged(name, png.length), png]))
  )
  const length = entries.reduce((sum, entry) => sum + entry.length, 0)
  return Buffer.concat([tagged('icns', length), ...entries])
}

function tagged(name: string, contentLength: number): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32BE(8 + contentLength, 4)
  return head
}
