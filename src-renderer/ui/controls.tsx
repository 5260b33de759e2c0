/**
 * What a person types into or chooses from, of one look everywhere. `large`: the one thing a dialog asks; `bare`: within a
 * FieldBox, which wears the border and shows the focus for it.
 */
import type { ComponentProps, ReactElement } from 'react'
import styles from './field.module.css'

export type ControlLook = 'usual' | 'large' | 'bare'

interface Look {
  readonly look?: ControlLook
}

const classesOf = (look: ControlLook, isText: boolean, own: string | undefined): string =>
  [
    look === 'bare' ? styles.bare : styles.control,
    isText ? styles.text : '',
    look === 'large' ? styles.large : '',
    own
  ]
    .filter(Boolean)
    .join(' ')

export const TextInput = ({
  look = 'usual',
  className,
  ...rest
}: ComponentProps<'input'> & Look): ReactElement => (
  <input
    type="text"
    spellCheck={false}
    autoComplete="off"
    {...rest}
    className={classesOf(look, true, className)}
  />
)

export const TextArea = ({
  look = 'usual',
  className,
  ...rest
}: ComponentProps<'textarea'> & Look): ReactElement => (
  <textarea spellCheck={false} autoComplete="off" {...rest} className={classesOf(look, true, className)} />
)

export const Select = ({ className, ...rest }: ComponentProps<'select'>): ReactElement => (
  <select {...rest} className={classesOf('usual', false, className)} />
)

/** A border around a bare control and what stands beside it. */
export const FieldBox = ({ className, ...rest }: ComponentProps<'div'>): ReactElement => (
  <div {...rest} className={[styles.box, className].filter(Boolean).join(' ')} />
)
