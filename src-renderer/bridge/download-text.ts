/** Gives a page's reader a text as a file, by the browser's own way of downloading: for where the host writes none. */
export function downloadText(page: Document, name: string, type: string, text: string): void {
  const link = page.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
