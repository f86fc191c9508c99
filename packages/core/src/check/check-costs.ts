import type { ColumnSelection } from '../adapter/write.ts'
import type { Operation } from '../change/change.ts'
import { selectsAny } from '../change/column-selection.ts'
import type { Binding } from '../engine/binding.ts'
import { needsOf, planWrite } from '../engine/planned-write.ts'
import { afterLists } from '../plan/build-plan.ts'
import type { PlannedAction, PlannedTrigger, TablePlans } from '../plan/plan.ts'
import type { Reads } from '../plan/reads.ts'
import type { CheckFinding } from './check-finding.ts'

/** What the Plans of a database's tables cost its Writes: one finding for each table and operation, read off the Plan itself. */
export function checkCosts(binding: Binding): CheckFinding[] {
  const findings: CheckFinding[] = []
  for (const table of binding.port.schema.tables()) {
    const plans = binding.plans.for(table)
    if (plans === null) continue
    for (const operation of operations) findings.push(...costOf(plans, operation, binding))
  }
  return findings
}

const operations: readonly Operation[] = ['insert', 'update', 'delete']

function costOf(tablePlans: TablePlans, operation: Operation, { jobs }: Binding): CheckFinding[] {
  const plan = tablePlans[operation]
  const planned = plan && planWrite(tablePlans, operation, false)
  if (plan === undefined || planned === undefined) return []
  const { look, see } = needsOf(planned, operation, undefined)
  const triggers = [...new Set([plan.before, ...afterLists(plan)].flatMap((list) => list.all))]
  const costs: string[] = []
  if (selectsAny(look.previous)) {
    const whose = readersOf(triggers, 'previous')
    const why = whose.length > 0 || operation === 'delete' ? whose : ['to tell what changed']
    costs.push(`the previous row${inBrackets(why)}`)
  }
  if (operation !== 'delete' && selectsAny(see.record)) {
    const whose = readersOf(
      triggers.filter(({ event }) => event.startsWith('after')),
      'record',
    )
    costs.push(`the row as it was written${inBrackets(whose)}`)
  }
  const whose = triggers.filter(({ before, transaction }) => before.length + transaction.length > 0)
  if (planned.before || planned.transaction) costs.push(`a transaction${inBrackets(namesOf(whose))}`)
  else if (planned.queues && jobs?.transactional === true)
    costs.push(`a transaction${inBrackets(namesOf(triggers.filter(({ queued }) => queued.length > 0)))}`)
  if (costs.length === 0) return []
  const { name } = tablePlans.table
  const names = new Set(triggers.map(({ trigger }) => trigger.name))
  return [
    {
      severity: 'info',
      code: 'COST',
      message: `Every ${operation} on ${name} needs ${costs.join(', and ')}.`,
      ...(names.size === 1 && { trigger: triggers[0]!.trigger.name }),
      table: name,
    },
  ]
}

/** Who reads columns of the row, and where: `trigger "audit": condition reads previousRecord.status`. */
function readersOf(triggers: readonly PlannedTrigger[], row: keyof Reads): string[] {
  const root = row === 'previous' ? 'previousRecord' : 'record'
  return triggers.flatMap((planned) => {
    const actions = [...planned.before, ...planned.transaction, ...planned.commit, ...planned.queued]
    const reads = [
      ...readOf('condition', planned.conditionReads[row], root),
      ...actions.flatMap((each: PlannedAction) => readOf(`action "${each.action.name}"`, each.reads[row], root)),
    ]
    return reads.length === 0 ? [] : [`trigger "${planned.trigger.name}": ${shortened(reads).join(', ')}`]
  })
}

function readOf(reader: string, columns: ColumnSelection, root: string): string[] {
  if (!selectsAny(columns)) return []
  const read = columns === 'all' ? [root] : shortened(columns.map((column) => `${root}.${column}`))
  return [`${reader} reads ${read.join(', ')}`]
}

function namesOf(triggers: readonly PlannedTrigger[]): string[] {
  return triggers.map(({ trigger }) => `trigger "${trigger.name}"`)
}

function inBrackets(texts: readonly string[]): string {
  return texts.length === 0 ? '' : ` (${shortened([...new Set(texts)]).join('; ')})`
}

/** Most that are named of a kind. */
const maxNamed = 3

function shortened(texts: readonly string[]): readonly string[] {
  return texts.length <= maxNamed ? texts : [...texts.slice(0, maxNamed), `${texts.length - maxNamed} more`]
}
