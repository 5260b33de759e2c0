/** Whether the host of this page can do that: what it cannot is not shown. */
import { useStore } from 'zustand'
import type { Ability } from '../../src-shared/model/ability.ts'
import { useShoal } from './shoal-context.ts'

export const useAbility = (ability: Ability): boolean =>
  useStore(useShoal().abilities, (abilities) => abilities.has(ability))
