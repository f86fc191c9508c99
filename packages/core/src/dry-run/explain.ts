import type { Row } from '../change/change.ts'
import { describeValue } from '../errors/describe-value.ts'
import { escapeControls } from '../errors/escape-controls.ts'
import { messageOf } from '../errors/to-error.ts'
import { conditionNode } from './condition-tree.ts'
import type { DryRunAction, DryRunReport, DryRunTrigger, DryRunWrite } from './dry-run-report.ts'
import { drawTree, type TreeNode } from './tree.ts'

const maxText = 200

/**
 * A report of `dryRun` as a tree to be read in a terminal: a line for each trigger, node of a condition and action. Without colours;
 * control characters are escaped and long values shortened.
 */
export function explain(report: DryRunReport): string {
  const { event, table, key, triggers, rejected, skipped } = report
  const children = triggers.map(triggerNode)
  if (triggers.length === 0) children.push({ line: 'no trigger listens to it' })
  if (rejected !== undefined) children.push({ line: text(`✗ the write would be blocked: ${messageOf(rejected)}`) })
  else if (skipped) children.push({ line: '✗ the row would be dropped from the write' })
  const of = key === undefined ? '' : `, ${pairs(key)}`
  return drawTree({ line: text(`${event} on ${table}${of}`), children })
}

function triggerNode({ trigger, origin, status, reason, condition, assumes, actions }: DryRunTrigger): TreeNode {
  const why = reason === undefined ? '' : `: skipped, ${reason}`
  const children: TreeNode[] = condition === undefined ? [] : [conditionNode(condition)]
  for (const each of assumes) children.push({ line: text(`assumed: ${each}`) })
  return {
    line: text(`${status === 'matches' ? '✓' : '✗'} ${trigger} (${origin})${why}`),
    children: [...children, ...actions.map(actionNode)],
  }
}

function actionNode(action: DryRunAction): TreeNode {
  const { name, type, status, reason, timing } = action
  const place = action.phase === 'before' || timing === 'queued' ? timing : `${timing}, ${action.phase}`
  const why = reason === undefined ? '' : `: skipped, ${reason}`
  const mark = status === 'would-run' ? '▸' : '✗'
  return {
    line: text(`${mark} ${name}${name.startsWith(type) ? '' : ` ${type}`} (${place})${why}`),
    children: detailsOf(action),
  }
}

function detailsOf(action: DryRunAction): TreeNode[] {
  const { problem, input = {}, provider, writes = [], row, job, notRun, missing, actions = [] } = action
  const lines: string[] = []
  if (problem !== undefined) lines.push(`problem: ${problem}`)
  if (provider !== undefined) {
    const { family, tag, name } = provider
    lines.push(`to: ${family}${tag === undefined ? '' : ` "${tag}"`}${name === undefined ? '' : ` (${name})`}`)
  }
  if (row?.set !== undefined) lines.push(`sets: ${pairs(row.set)}`)
  if (row?.skip) lines.push('drops the row')
  if (row?.reject !== undefined) lines.push(`blocks the write: ${describeValue(row.reject.message, maxText)}`)
  for (const write of writes) lines.push(`writes: ${writeLine(write)}`)
  if (writes.length === 0 && row === undefined)
    for (const [field, value] of Object.entries(input)) lines.push(`${field}: ${describeValue(value, maxText)}`)
  if (job !== undefined) lines.push(`job: ${Object.keys(job).length === 0 ? 'due at once' : pairs({ ...job })}`)
  if (missing.length > 0) lines.push(`no value for ${missing.map((path) => `{{${path}}}`).join(', ')}`)
  if (notRun !== undefined) lines.push(`not run: ${notRun}`)
  return [...lines.map((line) => ({ line: text(line) })), ...actions.map(actionNode)]
}

function writeLine({ table, operation, rows, update, where }: DryRunWrite): string {
  const parts = [`${operation} ${table}`]
  if (rows !== undefined) parts.push(rows.map((row) => describeValue(row, maxText)).join(', '))
  if (update !== undefined) parts.push(describeValue(update, maxText))
  if (where !== undefined) parts.push(`where ${describeValue(where, maxText)}`)
  return parts.join(' ')
}

function pairs(row: Row): string {
  return Object.entries(row)
    .map(([name, value]) => `${name} ${describeValue(value, maxText)}`)
    .join(', ')
}

/** One line, whatever is in it. */
function text(line: string): string {
  const escaped = escapeControls(line)
  return escaped.length > maxLine ? `${escaped.slice(0, maxLine - 1)}…` : escaped
}

const maxLine = 1_000
