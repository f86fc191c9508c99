import { OptionsError } from '../errors/options-error.ts'
import { joinPath, ProblemList } from '../errors/problem-list.ts'
import type { Observer } from './observer.ts'
import { Observers } from './observers.ts'

const members = [
  'attach',
  'enabled',
  'write',
  'trigger',
  'action',
  'carry',
  'jobAppended',
  'job',
  'storeRead',
  'close',
] as const

/**
 * The observers of `createTriggers({ observers })` and the engine's own; undefined where there are none, which is what nothing is entered or allocated for.
 *
 * @throws OptionsError with every problem.
 */
export function readObservers(
  observers: readonly Observer[] | undefined,
  tell: (error: Error) => void,
  own: readonly Observer[] = [],
): Observers | undefined {
  if (observers === undefined) return own.length === 0 ? undefined : new Observers(own, tell)
  const problems = new ProblemList()
  if (!Array.isArray(observers)) problems.addType('observers', 'an array of observers', observers)
  else observers.forEach((observer, index) => checkObserver(observer, joinPath('observers', index), problems))
  if (!problems.empty) throw new OptionsError({ problems: problems.problems })
  const all = [...observers, ...own]
  return all.length === 0 ? undefined : new Observers(all, tell)
}

function checkObserver(observer: unknown, path: string, problems: ProblemList): void {
  if (observer === null || typeof observer !== 'object') {
    problems.addType(path, 'an observer', observer)
    return
  }
  const { name } = observer as Observer
  if (typeof name !== 'string' || name === '') problems.addType(joinPath(path, 'name'), 'a text', name)
  for (const member of members) {
    const value = (observer as Observer)[member]
    if (value !== undefined && typeof value !== 'function')
      problems.addType(joinPath(path, member), 'a function', value)
  }
}
