/** The last step of every attempt: the whole file is synced and takes its name. */
import type { PartFile } from '../storage/part-file.ts'
import type { RunContext } from './run-context.ts'

export async function finish(context: RunContext, file: PartFile): Promise<string> {
  context.phase('finishing')
  await file.sync()
  return file.finish((name) => context.update({ name }))
}
