import { expect, test } from 'vitest'
import { placeOn, withPlacement, type Placement, type Screen } from './placement.ts'

const screen = (x: number, y: number, width: number, height: number): Screen => {
  const bounds = { x, y, width, height }
  return { bounds, workArea: { ...bounds, y: y + 30, height: height - 30 }, scaleFactor: 1 }
}
const LAPTOP = screen(0, 0, 1440, 900)
const DESK = [LAPTOP, screen(1440, 0, 2560, 1440)]
const at = (x: number, y: number, width = 1000, height = 700): Placement => ({
  ...{ x, y, width, height },
  isMaximized: false
})

test('a window stands where it stood, on the displays on which it stood there', () => {
  const desk = withPlacement(undefined, DESK, at(1800, 200))
  const both = withPlacement(desk, [LAPTOP], at(50, 60))
  expect(placeOn(both, DESK)).toEqual(at(1800, 200))
  expect(placeOn(both, [LAPTOP])).toEqual(at(50, 60))
  expect(placeOn(both, [screen(0, 0, 1920, 1080)])).toEqual({ width: 980, height: 680, isMaximized: false })
})

test.each([
  ['half off to the right', at(1200, 100), at(440, 100)],
  ['above the top, where its title is out of reach', at(100, -300), at(100, 30)],
  ['larger than the display', at(0, 30, 5000, 5000), at(0, 30, 1440, 870)],
  ['smaller than a window may be', at(10, 40, 200, 100), at(10, 40, 720, 480)]
])('a place %s is put where it can be seen', (_what, left, seen) => {
  expect(placeOn(withPlacement(undefined, [LAPTOP], left), [LAPTOP])).toEqual(seen)
})

test('a place that no display shows is forgotten', () => {
  expect(placeOn(withPlacement(undefined, [LAPTOP], at(1400, 100)), [LAPTOP])).not.toHaveProperty('x')
})

test.each([null, 7, 'x', [], { a: 1 }, { '1440x900+0+0@1': { x: 'left' } }, { '1440x900+0+0@1': null }])(
  'what a broken file says (%j) is the usual place',
  (remembered) => {
    expect(placeOn(remembered, [LAPTOP])).toEqual({ width: 980, height: 680, isMaximized: false })
  }
)

test('only so many arrangements are kept, the last ones', () => {
  let kept: object = {}
  for (let width = 1000; width < 1040; width++)
    kept = withPlacement(kept, [screen(0, 0, width, 800)], at(1, 31))
  expect(Object.keys(kept)).toHaveLength(12)
  expect(Object.keys(kept).at(-1)).toContain('1039x800')
})
