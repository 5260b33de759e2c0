/** The contract's calls, answered by an engine and, where there are any, its peers. What only a desktop can do is left to the desktop. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { ChangeSettings } from '../../../src-shared/contract/contract.ts'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { MethodHandlers } from '../../../src-shared/rpc/server.ts'
import type { Engine } from '../../engine/engine.ts'
import type { ShoalOptions } from '../shoal-options.ts'
import { peerMethodsOf } from './peer-methods.ts'
import type { PeersPort } from './peers-port.ts'

type EngineMethods = Omit<MethodHandlers, `desktop.${string}` & keyof MethodHandlers>

export function methodsOf(
  engine: Engine,
  {
    version,
    stateDirectory,
    downloadDirectory,
    resume
  }: Pick<ShoalOptions, 'version' | 'stateDirectory' | 'downloadDirectory' | 'resume'>,
  peers: PeersPort | null
): EngineMethods {
  let making: Promise<unknown> | null = null
  // Links that come together wait together, so that they are queued in the order in which they came.
  const made = (): Promise<unknown> => (making ??= makeIfMissing(downloads()).finally(() => (making = null)))
  const downloads = (): string => engine.settings().settings.downloadDirectory ?? downloadDirectory
  return {
    'app.info': () => ({
      version,
      runtime: runtimeName(),
      stateDirectory,
      downloadDirectory: downloads(),
      resident: resume === 'all'
    }),
    async 'transfers.add'(request) {
      if (request.directory === undefined) await made()
      return { id: await engine.add(request) }
    },
    async 'transfers.addMany'(request) {
      if (request.directory === undefined) await made()
      return engine.addMany(request)
    },
    async 'transfers.addMetalink'(request) {
      if (request.directory === undefined) await makeIfMissing(downloads())
      return { id: await engine.addMetalink(request) }
    },
    'transfers.probe': (asked) => engine.probe(asked),
    'transfers.endProbe'({ ticket }) {
      engine.endProbe(ticket)
      return null
    },
    'transfers.pause': ({ ids }) => engine.pause(ids),
    'transfers.resume': ({ ids }) => engine.resume(ids),
    async 'transfers.replaceUri'({ id, uri }) {
      await engine.replaceUri(id, uri)
      return null
    },
    'transfers.remove': ({ ids, partial }) => engine.remove(ids, partial),
    'transfers.limit': ({ ids, bytesPerSecond }) => engine.limit(ids, bytesPerSecond),
    'transfers.move'({ id, place }) {
      engine.move(id, place)
      return null
    },
    'transfers.prioritize': ({ ids, priority }) => engine.prioritize(ids, priority),
    'transfers.startNow'({ id }) {
      engine.startNow(id)
      return null
    },
    'settings.get': () => engine.settings(),
    'settings.set'(change) {
      refuseOwnFolders(change, stateDirectory)
      engine.changeSettings(change)
      return null
    },
    'transfers.log': ({ id, newest }) => engine.log(id, newest),
    'transfers.check': ({ id }) => engine.check(id),
    'transfers.detail': ({ id }) => engine.detail(id),
    'progress.frame': ({ expanded }) => engine.frame(expanded),
    'transfers.plan': ({ id }) => engine.plan(id),
    ...peerMethodsOf(peers)
  }
}

/** What Shoal keeps for itself is no place for files, whoever says so. Throws ShoalError `option-invalid`. */
function refuseOwnFolders({ downloadDirectory, categories }: ChangeSettings, stateDirectory: string): void {
  const folders = [downloadDirectory, ...(categories ?? []).map(({ directory }) => directory)]
  const wrong = folders.find((folder) => folder != null && isWithin(folder, stateDirectory))
  if (wrong != null)
    throw fail('option-invalid', { option: wrong, reason: 'Shoal keeps its own state in that folder' })
}

function isWithin(folder: string, outer: string): boolean {
  const way = path.relative(outer, folder)
  return way === '' || (!way.startsWith('..') && !path.isAbsolute(way))
}

const runtimeName = (): string => {
  const electron = process.versions['electron']
  return electron ? `Electron ${electron}` : `Node ${process.versions.node}`
}

/**
 * Nobody named this folder, so nobody can be blamed that it is not there. Only its last part is made: a missing
 * parent may be a disk that is not plugged in. What goes wrong here the engine will meet again, and name.
 */
const makeIfMissing = (directory: string): Promise<unknown> => mkdir(directory).catch(() => undefined)
