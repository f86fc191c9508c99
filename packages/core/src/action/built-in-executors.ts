// TEMPORARY placeholder by the architect so that the engine runs: overwrite this file.
import type { ActionExecutor } from './action-executor.ts'
import { customExecutor } from './executors/custom.ts'
import type { Logger } from './logger.ts'

const insert: ActionExecutor = {
  setBased: true,
  execute: (runs, { port, handle }) =>
    port!.insert(handle, runs[0]!.input.table as string, runs.map((run) => run.input.data as Record<string, unknown>)),
}
const one = (execute: (run: Parameters<ActionExecutor['execute']>[0][number]) => unknown): ActionExecutor => ({
  setBased: false,
  execute: async (runs) => runs.map(execute),
})
export function builtInExecutors(_options: { logger?: Logger } = {}): ReadonlyMap<string, ActionExecutor> {
  return new Map<string, ActionExecutor>([
    ['custom', customExecutor],
    ['database.insert', insert],
    ['log', one(() => undefined)],
    ['record.skip', one((run) => run.verdict!.skip())],
    ['record.set', one((run) => run.verdict!.set((run.input.fields ?? run.input) as Record<string, unknown>))],
    ['record.reject', one((run) => run.verdict!.reject(run.input.message as string))],
  ])
}
