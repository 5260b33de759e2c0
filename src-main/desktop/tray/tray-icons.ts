/**
 * The tray's pictures, one a state, inside the program's own file: no path to find, no file to lose. On macOS they are
 * templates, which the system colours; the states differ in shape, not in colour alone.
 */
import { nativeImage, type NativeImage } from 'electron'
import active from '../../../assets/tray/active.png?inline'
import active2 from '../../../assets/tray/active@2x.png?inline'
import activeTemplate from '../../../assets/tray/activeTemplate.png?inline'
import activeTemplate2 from '../../../assets/tray/activeTemplate@2x.png?inline'
import contributing from '../../../assets/tray/contributing.png?inline'
import contributing2 from '../../../assets/tray/contributing@2x.png?inline'
import contributingTemplate from '../../../assets/tray/contributingTemplate.png?inline'
import contributingTemplate2 from '../../../assets/tray/contributingTemplate@2x.png?inline'
import idle from '../../../assets/tray/idle.png?inline'
import idle2 from '../../../assets/tray/idle@2x.png?inline'
import idleTemplate from '../../../assets/tray/idleTemplate.png?inline'
import idleTemplate2 from '../../../assets/tray/idleTemplate@2x.png?inline'
import type { TrayState } from './tray-menu.ts'

/** For one and for two pixels a point. */
type Pair = readonly [string, string]

const COLOURED: Readonly<Record<TrayState, Pair>> = {
  idle: [idle, idle2],
  active: [active, active2],
  contributing: [contributing, contributing2]
}
const TEMPLATES: Readonly<Record<TrayState, Pair>> = {
  idle: [idleTemplate, idleTemplate2],
  active: [activeTemplate, activeTemplate2],
  contributing: [contributingTemplate, contributingTemplate2]
}

export function trayIcon(state: TrayState, platform: NodeJS.Platform): NativeImage {
  const isTemplate = platform === 'darwin'
  const [once, twice] = (isTemplate ? TEMPLATES : COLOURED)[state]
  const image = nativeImage.createEmpty()
  image.addRepresentation({ scaleFactor: 1, dataURL: once })
  image.addRepresentation({ scaleFactor: 2, dataURL: twice })
  image.setTemplateImage(isTemplate)
  return image
}
