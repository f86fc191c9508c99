import type { RowVerdict } from '../action/row-verdict.ts'
import type { Row } from '../change/change.ts'
import { copyOwners } from '../change/copy-owners.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import { parsePath, writePath } from '../value/path.ts'
import { alteredColumns, alteringDeletedRow } from './altered-columns.ts'
import { assertReachable } from './assert-reachable.ts'
import type { ExecutionReport } from './execution-report.ts'
import type { ManualEvent } from './manual-event.ts'

/** How a before-trigger rules on a record that nobody writes; without an ORM it may set any field. */
export function manualVerdict(
  planned: PlannedTrigger,
  action: string,
  manual: ManualEvent,
  context: EvaluationContext,
  report: Pick<ExecutionReport, 'skipped'>,
): RowVerdict {
  const where = { trigger: planned.trigger.name, action, event: planned.event, table: manual.table.name }
  return {
    set(fields: Row) {
      if (manual.operation === 'delete') throw alteringDeletedRow(where)
      const altered = manual.isSchemaless ? Object.entries(fields) : alteredColumns(fields, manual.table, where)
      const hidden = planned.hidden?.columns ?? []
      for (const [name, value] of altered) {
        if (hidden.length > 0) assertReachable(name, hidden, where)
        writeOwn(manual.record, parsePath(name), value)
        // A stored trigger may see less of the record, in a copy of its own.
        if (context.record !== manual.record) writeOwn(context.record, parsePath(name), value)
      }
    },
    skip() {
      report.skipped = true
    },
    reject(message, options) {
      throw new WriteRejectedError({ ...where, ...options, message })
    },
  }
}

/** What is inside the record (lists, embedded instances) may still be the caller's own, which is never altered. */
function writeOwn(record: Row, path: readonly string[], value: unknown): void {
  copyOwners(record, path)
  writePath(record, path, value)
}
