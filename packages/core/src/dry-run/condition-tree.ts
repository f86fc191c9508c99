import type { ConditionVerdict, FieldVerdict } from '../condition/explain-condition.ts'
import { describeText, describeValue } from '../errors/describe-value.ts'
import { escapeControls } from '../errors/escape-controls.ts'
import type { TreeNode } from './tree.ts'

const maxValue = 80
/** Comparisons are lined up unless they are longer. */
const maxWidth = 60

/** `condition: true`, with a line for each node of it. */
export function conditionNode(verdict: ConditionVerdict): TreeNode {
  return { line: `condition: ${verdict.holds}`, children: verdictNodes([verdict]) }
}

function verdictNodes(verdicts: readonly ConditionVerdict[]): TreeNode[] {
  const lengths = verdicts.map((verdict) => (verdict.kind === 'field' ? comparison(verdict).length : 0))
  const width = Math.min(maxWidth, Math.max(0, ...lengths))
  return verdicts.map((verdict) => verdictNode(verdict, width))
}

function verdictNode(verdict: ConditionVerdict, width: number): TreeNode {
  const mark = verdict.holds ? '✓' : '✗'
  switch (verdict.kind) {
    case 'field':
      return { line: `${mark} ${comparison(verdict).padEnd(width)}  ${finding(verdict)}` }
    case 'not':
      return { line: `${mark} not`, children: verdictNodes([verdict.part]) }
    case 'becomes-true': {
      const { now, before } = verdict
      const children = [{ line: `now: ${now.holds}`, children: verdictNodes([now]) }]
      if (before !== undefined) children.push({ line: `before: ${before.holds}`, children: verdictNodes([before]) })
      return { line: `${mark} becomes true`, children }
    }
    default:
      return { line: `${mark} ${verdict.kind === 'and' ? 'all of' : 'any of'}`, children: verdictNodes(verdict.parts) }
  }
}

/** `record.status equals "shipped"` */
function comparison(verdict: FieldVerdict): string {
  const { field, operator, expected, written } = verdict
  const operand = Object.hasOwn(verdict, 'expected') ? ` ${describeValue(expected, maxValue)}` : ''
  const from = typeof written === 'string' && written !== expected ? ` (${describeText(written, maxValue)})` : ''
  return escapeControls(`${field} ${operator.toLowerCase().replaceAll('_', ' ')}${operand}${from}`)
}

function finding(verdict: FieldVerdict): string {
  const { found, previous, changed, hidden, mismatch } = verdict
  if (hidden && !Object.hasOwn(verdict, 'found')) return 'found a hidden value'
  const before = changed === undefined ? '' : `, before ${valueText(previous)}${changed ? '' : ', not changed'}`
  const why = mismatch === undefined ? '' : ' (not comparable)'
  return escapeControls(`found ${valueText(found)}${before}${why}`)
}

function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : describeValue(value, maxValue)
}
