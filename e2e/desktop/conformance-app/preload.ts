/** The real preload, and beside it a way for the page to pass on what it hears. */
import { contextBridge, ipcRenderer } from 'electron'
import '../../../src-main/desktop/preload/preload.ts'
import { FAR_CHANNEL } from './far-channel.ts'

contextBridge.exposeInMainWorld('far', {
  send: (message: unknown): void => ipcRenderer.send(FAR_CHANNEL, message),
  onMessage: (listener: (message: unknown) => void): void => {
    ipcRenderer.on(FAR_CHANNEL, (_event, message: unknown) => listener(message))
  }
})
