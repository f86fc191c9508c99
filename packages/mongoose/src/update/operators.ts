import { valuesEqual } from '@triggerkit/core/adapter'
import sift from 'sift'
import type { Document } from '../mongoose-like.ts'
import { isPlain, readAt } from '../row/paths.ts'
import { addNumbers, compareLike, multiplyNumbers } from './number-values.ts'
import { unforeseeable } from './unforeseeable.ts'

/** The place that an operator works on. */
export interface Place {
  get(): unknown
  set(value: unknown): void
  remove(): void
}

export type Operator = (place: Place, operand: unknown, table: string) => void

/** What the update operators make of a value: https://www.mongodb.com/docs/manual/reference/operator/update/ */
export const operators: Readonly<Record<string, Operator | undefined>> = {
  $set: (place, operand) => place.set(operand),
  $unset: (place) => place.remove(),
  $inc: (place, operand, table) => place.set(addNumbers(place.get() ?? 0, operand, table)),
  $mul: (place, operand, table) => place.set(multiplyNumbers(place.get() ?? 0, operand, table)),
  $min: (place, operand, table) => extreme(place, operand, -1, table),
  $max: (place, operand, table) => extreme(place, operand, 1, table),
  $currentDate: (place, operand, table) => {
    if (isPlain(operand) && operand.$type === 'timestamp')
      throw unforeseeable(table, 'a $currentDate of type timestamp')
    place.set(new Date())
  },
  $push: (place, operand, table) => {
    const { $each: items, $position: position, $slice: slice, $sort: sort } = each(operand)
    const array = [...arrayAt(place)]
    array.splice((position as number | undefined) ?? array.length, 0, ...items)
    if (sort !== undefined) array.sort((a, b) => compareBy(a, b, sort, table))
    place.set(
      slice === undefined
        ? array
        : (slice as number) < 0
          ? array.slice(slice as number)
          : array.slice(0, slice as number),
    )
  },
  $addToSet: (place, operand) => {
    const array = [...arrayAt(place)]
    for (const item of each(operand).$each) if (!array.some((present) => valuesEqual(present, item))) array.push(item)
    place.set(array)
  },
  $pop: (place, operand) => {
    if (Array.isArray(place.get()))
      place.set(Number(operand) === -1 ? arrayAt(place).slice(1) : arrayAt(place).slice(0, -1))
  },
  $pull: (place, operand) => {
    if (!Array.isArray(place.get())) return
    const isFilter = isPlain(operand) && !Object.keys(operand)[0]?.startsWith('$')
    const criteria = isFilter ? operand : { item: operand }
    const test = sift(criteria as never) as (document: unknown) => boolean
    place.set(arrayAt(place).filter((item) => !test(isFilter ? item : { item })))
  },
  $pullAll: (place, operand) => {
    if (!Array.isArray(place.get()) || !Array.isArray(operand)) return
    place.set(arrayAt(place).filter((item) => !operand.some((gone) => valuesEqual(item, gone))))
  },
}

function arrayAt(place: Place): unknown[] {
  const value = place.get()
  return Array.isArray(value) ? (value as unknown[]) : []
}

function each(operand: unknown): { $each: unknown[] } & Document {
  return isPlain(operand) && Array.isArray(operand.$each) ? (operand as { $each: unknown[] }) : { $each: [operand] }
}

function extreme(place: Place, operand: unknown, sign: 1 | -1, table: string): void {
  const value = place.get()
  if (value === undefined || compareLike(operand, value, table) * sign > 0) place.set(operand)
}

function compareBy(a: unknown, b: unknown, sort: unknown, table: string): number {
  if (!isPlain(sort)) return compareLike(a, b, table) * Number(sort)
  for (const [path, direction] of Object.entries(sort)) {
    const found = compareLike(readAt(a, path.split('.')), readAt(b, path.split('.')), table) * Number(direction)
    if (found !== 0) return found
  }
  return 0
}
