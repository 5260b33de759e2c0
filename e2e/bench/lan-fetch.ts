/** What benches of machines on a LAN have in common: a site that is gone when they end, and a fetch with its time. */
import { rm } from 'node:fs/promises'
import type { LanHost, LanOptions } from '../lan/lab.ts'
import type { LanFile } from '../lan/lan-origin.ts'
import { checkFetched, startGet } from '../lan/shoal-host.ts'
import { makeSite, type Site } from '../lan/site.ts'

/** `words` are said to every peer. */
export async function onSite<T>(
  options: LanOptions,
  work: (site: Site) => Promise<T>,
  ...words: string[]
): Promise<T> {
  const site = await makeSite(options, ...words)
  try {
    return await work(site)
  } finally {
    await site.close()
  }
}

/** From the start of a process of its own to its end. The file is compared with the origin's, and deleted. */
export async function secondsOfGet(host: LanHost, file: LanFile): Promise<number> {
  const startMs = performance.now()
  const get = startGet(host, file.url)
  await get.exit
  const seconds = (performance.now() - startMs) / 1000
  await checkFetched(get, file)
  await rm(get.file)
  return seconds
}
