/** A module of Node's own inside the desktop's main process, whichever way that Electron has of getting one. */
import type { ElectronApplication, JSHandle } from '@playwright/test'

export const mainModule = <Module>(electron: ElectronApplication, name: string): Promise<JSHandle<Module>> =>
  electron.evaluateHandle((_electron, wanted) => {
    const { getBuiltinModule, mainModule } = process as unknown as {
      getBuiltinModule?(name: string): unknown
      mainModule?: { require(name: string): unknown }
    }
    return (getBuiltinModule?.(wanted) ?? mainModule?.require(wanted)) as Module
  }, name)
