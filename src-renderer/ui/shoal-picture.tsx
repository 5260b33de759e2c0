/** The shoal of the mark without its square, in the window's own colours: decoration for an empty list. */
import { useId, type ReactElement } from 'react'
import styles from './shoal-picture.module.css'

const FISH =
  'M0 62C34 34 36-4 11-31C17-40 24-50 28-62C17-56 8-53 0-53C-8-53-17-56-28-62C-24-50-17-40-11-31C-36-4-34 34 0 62Z'

/** Place, heading in degrees, size and which wave of the shoal each belongs to; the leader comes last. */
const SCHOOL = [
  { x: 256, y: 134, heading: 0, size: 0.8, wave: 2 },
  { x: 256, y: 254, heading: 0, size: 0.92, wave: 1 },
  { x: 52, y: 172, heading: -37, size: 0.7, wave: 3 },
  { x: 460, y: 172, heading: 37, size: 0.7, wave: 3 },
  { x: 108, y: 246, heading: -37, size: 0.82, wave: 2 },
  { x: 404, y: 246, heading: 37, size: 0.82, wave: 2 },
  { x: 175, y: 330, heading: -37, size: 0.92, wave: 1 },
  { x: 337, y: 330, heading: 37, size: 0.92, wave: 1 },
  { x: 256, y: 394, heading: 0, size: 1.04, wave: 0 }
] as const

export function ShoalPicture(): ReactElement {
  const fish = useId()
  return (
    <svg className={styles.picture} viewBox="6 78 500 386" width="200" height="154" aria-hidden="true">
      <defs>
        <path id={fish} d={FISH} />
      </defs>
      {SCHOOL.map(({ x, y, heading, size, wave }) => (
        <g key={`${x} ${y}`} className={styles.fish} data-wave={wave}>
          <use href={`#${fish}`} transform={`translate(${x} ${y}) rotate(${heading}) scale(${size})`} />
        </g>
      ))}
    </svg>
  )
}
