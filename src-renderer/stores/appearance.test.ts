import { describe, expect, test } from 'vitest'
import { createAppearanceStore, type Memory } from './appearance.ts'

const memoryWith = (text: string | null): Memory & { readonly text: string | null } => ({
  text,
  getItem() {
    return this.text
  },
  setItem(_key, value) {
    Object.assign(this, { text: value })
  }
})

describe('appearance', () => {
  test('is there again after a restart', () => {
    const memory = memoryWith(null)
    createAppearanceStore(memory).setState({ theme: 'dark', language: 'ar' })
    expect(createAppearanceStore(memory).getState()).toEqual({
      theme: 'dark',
      contrast: 'system',
      motion: 'system',
      language: 'ar'
    })
  })

  test.each(['', '{', 'null', '7', '[]', '{"theme":"sepia","contrast":1,"motion":null,"language":3}'])(
    'follows the system where what was remembered makes no sense: %s',
    (text) => {
      expect(createAppearanceStore(memoryWith(text)).getState()).toEqual({
        theme: 'system',
        contrast: 'system',
        motion: 'system',
        language: null
      })
    }
  )

  test('keeps what makes sense beside what does not', () => {
    const memory = memoryWith('{"theme":"sepia","motion":"reduced"}')
    expect(createAppearanceStore(memory).getState()).toMatchObject({ theme: 'system', motion: 'reduced' })
  })
})
