/**
 * How the main process tells a person about trouble that no page can show: a box with what happened and what to do,
 * and the same on standard error. It never blocks the main thread.
 */
import type { BrowserWindow, Dialog, MessageBoxOptions } from 'electron'
import type { Problem } from '../../src-shared/errors/problem.ts'
import { said, words } from './words.ts'

/** Resolves when the person has closed the box. */
export async function tell(
  dialog: Dialog,
  window: BrowserWindow | null,
  title: string,
  told: Problem
): Promise<void> {
  const { message, advice } = said(told)
  // Who reads that may be a program.
  process.stderr.write(`${title}: ${told.message} ${told.advice} [${told.code}]\n`)
  const box = {
    type: 'error' as const,
    title: words.appName,
    message: title,
    buttons: [words.ok],
    detail: `${message}\n\n${advice}`
  } satisfies MessageBoxOptions
  await (window && !window.isDestroyed() ? dialog.showMessageBox(window, box) : dialog.showMessageBox(box))
}
