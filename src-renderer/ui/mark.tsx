/** Shoal's mark, from the same drawing as the application's icon. Decoration: it has no name of its own. */
import type { ReactElement } from 'react'
import iconUrl from '../../assets/icon.svg'

export const Mark = ({ size }: { readonly size: number }): ReactElement => (
  <img src={iconUrl} width={size} height={size} alt="" draggable={false} />
)
