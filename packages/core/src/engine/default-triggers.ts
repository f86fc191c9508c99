import { Triggers } from './triggers.ts'

const key = Symbol.for('triggerkit.default')

/** The process-wide engine that adapters use when they are given none; one for all copies of this package in the process. */
export function defaultTriggers(): Triggers {
  const holder = globalThis as { [key]?: Triggers }
  holder[key] ??= new Triggers()
  return holder[key]
}
