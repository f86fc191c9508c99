import type { NormalizedAction } from '../action/action-definition.ts'
import { type CompiledTemplate, compileTemplate } from '../template/compile-template.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { handlerOf } from './handler.ts'

/** What can be worked out of a queued action before any Write. */
export interface PlannedQueueing {
  /** Its `delay`, `runAt`, `orderingKey` and `dedupeKey`. */
  template: CompiledTemplate
  handler: string
  /** Its place among consecutive queued actions of the trigger (R29), from 0, and how many they are. */
  position: number
  chainLength: number
  /** Its input is rendered when it runs: it reads what Jobs before it gave, is a function, or holds other actions. */
  rendersLate: boolean
}

/** Consecutive queued actions are one chain; one with a `dedupeKey`, which may be left out, is one of its own. */
export function planQueueing(trigger: NormalizedTrigger, index: number, input: CompiledTemplate): PlannedQueueing {
  const { actions } = trigger
  const action = actions[index]!
  const isLinked = (at: number): boolean =>
    actions[at]?.timing === 'queued' && actions[at].queueing?.dedupeKey === undefined && isLinkable(action)
  let first = index
  while (isLinked(first - 1)) first--
  let end = index + 1
  while (isLinked(end)) end++
  const { delay, runAt, orderingKey, dedupeKey } = action.queueing ?? {}
  return {
    template: compileTemplate({ delay, runAt, orderingKey, dedupeKey }),
    handler: handlerOf(action, trigger),
    position: index - first,
    chainLength: end - first,
    rendersLate: rendersLate(action, input, actions.slice(first, index)),
  }
}

function isLinkable({ queueing }: NormalizedAction): boolean {
  return queueing?.dedupeKey === undefined
}

function rendersLate(action: NormalizedAction, input: CompiledTemplate, earlier: readonly NormalizedAction[]): boolean {
  if (action.actions !== undefined || action.type === 'custom') return true
  return input.paths.some((path) => earlier.some(({ name }) => path.startsWith(`actions.${name}.`)))
}
