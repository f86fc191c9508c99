import { messageOf } from '../errors/to-error.ts'
import type { ExecutionHistory } from '../executions/execution-history.ts'
import type { CheckFinding } from './check-finding.ts'

/** Whether what runs is kept, where `createTriggers({ executions })` says so. */
export function checkExecutions(history: ExecutionHistory | undefined): CheckFinding[] {
  const trouble = history?.trouble
  if (trouble === undefined) return []
  const message = `createTriggers({ executions }): what runs is not kept now. ${messageOf(trouble)}`
  return [{ severity: 'warning', code: 'EXECUTIONS_UNKEPT', message }]
}
