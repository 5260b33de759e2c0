/** Where transfers that name no folder go, as the engine says it; null until it has. Follows the settings. */
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useShoal } from './shoal-context.ts'

export function useDownloadDirectory(): string | null {
  const { client, settings } = useShoal()
  const chosen = useStore(settings, ({ now }) => now?.settings.downloadDirectory)
  const [told, setTold] = useState<string | null>(null)
  useEffect(() => {
    // Without an answer nothing is shown; a banner says that the engine is gone.
    client.call('app.info', null).then(
      (info) => setTold(info.downloadDirectory),
      () => setTold(null)
    )
  }, [client, chosen])
  return told
}
