import sift from 'sift'
import type { Document } from '../mongoose-like.ts'
import { isPlain, readAt } from '../row/paths.ts'
import { unforeseeable } from './unforeseeable.ts'

/** What the parts `$` and `$[name]` of a path go by. */
export interface Positions {
  filter: Document
  arrayFilters?: readonly Document[]
}

/** The paths that one with `$`, `$[]` and `$[name]` comes to in a document. */
export function placesOf(document: Document, path: string, positions: Positions, table: string): string[][] {
  let places: string[][] = [[]]
  for (const name of path.split('.')) {
    if (name === '$') places = places.map((place) => [...place, matchedPlace(document, place, positions, table)])
    else if (name.startsWith('$[')) {
      const test = itemTest(name.slice(2, -1), positions)
      places = places.flatMap((place) => itemsAt(document, place, test))
    } else places = places.map((place) => [...place, name])
  }
  return places
}

function itemsAt(document: Document, place: readonly string[], test: (item: unknown) => boolean): string[][] {
  const items = readAt(document, place)
  if (!Array.isArray(items)) return []
  return items.flatMap((item: unknown, index) => (test(item) ? [[...place, String(index)]] : []))
}

function itemTest(name: string, { arrayFilters = [] }: Positions): (item: unknown) => boolean {
  if (name === '') return () => true
  const found = arrayFilters.find((filter) => namesOf(filter).includes(name))
  if (found === undefined) return () => false
  const test = sift(found as never) as (document: unknown) => boolean
  return (item) => test({ [name]: item })
}

/** The first parts of the paths in a filter. */
function namesOf(filter: Document): string[] {
  return Object.entries(filter).flatMap(([name, value]) =>
    name.startsWith('$') && Array.isArray(value)
      ? value.flatMap((each: Document) => namesOf(each))
      : [name.split('.')[0]!],
  )
}

/** The first item that the filter's one condition on its array holds of; of several conditions it is the database's choice. */
function matchedPlace(document: Document, array: readonly string[], { filter }: Positions, table: string): string {
  const path = array.join('.')
  const conditions = conditionsOf(filter).filter(([name]) => name === path || name.startsWith(`${path}.`))
  const items = readAt(document, array)
  const [condition] = conditions
  if (conditions.length !== 1 || condition === undefined || !Array.isArray(items))
    throw unforeseeable(table, `which item of "${path}" the positional $ stands for`)
  const [name, operand] = condition
  const below = name.slice(path.length + 1)
  const isElement = below === '' && isPlain(operand) && Object.hasOwn(operand, '$elemMatch')
  const criteria = isElement ? operand.$elemMatch : operand
  const isOfItem = isElement && isPlain(criteria) && !Object.keys(criteria)[0]?.startsWith('$')
  const test = sift((isOfItem ? wrap(criteria as Document) : { item: criteria }) as never) as (
    document: unknown,
  ) => boolean
  const index = items.findIndex((item: unknown) => test({ item: below === '' ? item : readAt(item, below.split('.')) }))
  if (index < 0) throw unforeseeable(table, `which item of "${path}" the positional $ stands for`)
  return String(index)
}

function wrap(criteria: Document): Document {
  return Object.fromEntries(Object.entries(criteria).map(([name, value]) => [`item.${name}`, value]))
}

function conditionsOf(filter: Document): [string, unknown][] {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (name === '$and' && Array.isArray(value)) return value.flatMap((each: Document) => conditionsOf(each))
    return name.startsWith('$') ? [] : [[name, value] as [string, unknown]]
  })
}
