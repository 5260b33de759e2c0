/** A titled part of the detail. */
import { useId, type ReactElement, type ReactNode } from 'react'
import styles from './section.module.css'

interface SectionProps {
  readonly title: string
  /** Its name in the page. */
  readonly part: string
  readonly children: ReactNode
}

export function Section({ title, part, children }: SectionProps): ReactElement {
  const id = useId()
  return (
    <section className={styles.section} aria-labelledby={id} data-part={part}>
      <h3 className={styles.title} id={id}>
        {title}
      </h3>
      {children}
    </section>
  )
}
