import type { ActionExecutor } from '../action/action-executor.ts'
import type { PlanningOptions } from '../plan/plan-trigger.ts'
import type { EngineCore } from './engine-core.ts'

/** Characters: 16 and 1 MiB. */
const renderLimits = { code: 16 * 1_048_576, stored: 1_048_576 } as const

/** What Plans take from the engine: its executors, its functions' needs, and where kind mismatches are told once (R23). */
export function planningOf(core: EngineCore, executors: ReadonlyMap<string, ActionExecutor>): PlanningOptions {
  return {
    executorOf: (type) => {
      const executor = executors.get(type) ?? executors.get(type.split('.')[0]!)
      if (executor === undefined) throw new Error(`No executor for the action type "${type}".`)
      return executor
    },
    needsOf: (action) => {
      const named = action.payload.function
      return (action.run ?? (typeof named === 'string' ? core.functions.get(named) : undefined))?.needs
    },
    hiddenFrom: (trigger, table) => {
      if (trigger.origin === 'code') return undefined
      const hidden = core.columns.hiddenFromStored(table)
      return hidden.columns.length + hidden.relations.length > 0 ? hidden : undefined
    },
    onMismatch: (trigger, report) => core.mismatch(trigger, report),
    renderLimit: (origin) => core.options.renderLimit?.[origin] ?? renderLimits[origin],
  }
}
