import type { Operation } from '../change/change.ts'
import type { Schema } from '../schema/schema.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { CheckFinding } from './check-finding.ts'
import { loopingComponents, shortestCycle } from './components.ts'
import { type TriggerGraph, triggerGraph } from './trigger-graph.ts'

/**
 * Triggers whose writes come back to them: one finding for each group of tables that lead to one another, with one shortest cycle. Whether
 * conditions end it is not known beforehand, and what `custom` functions write is not seen.
 */
export function checkLoops(triggers: readonly NormalizedTrigger[], schema: Schema, maxDepth: number): CheckFinding[] {
  const graph = triggerGraph(triggers, schema)
  const successors = (node: number): TriggerGraph['edges'][number] => graph.edges[node]!
  return loopingComponents(graph.nodes.length, successors)
    .map((component) => {
      const nodes = component.sort((a, b) => a - b)
      const written = nodes.filter((node) => graph.nodes[node]!.kind === 'rows')
      const tables = new Set(written.map((node) => tableOf(graph, node)))
      return { first: nodes[0]!, tables: tables.size, cycle: stepsOf(graph, shortestCycle(nodes, written, successors)) }
    })
    .sort((a, b) => a.first - b.first)
    .flatMap(({ cycle, tables }) => findingOf(cycle, tables, maxDepth))
}

/** One write that follows from another; without a trigger it is the database's own cascade. */
interface LoopStep {
  from: string
  to: string
  operation: Operation
  trigger?: NormalizedTrigger
  action?: string
}

function stepsOf(graph: TriggerGraph, cycle: readonly number[]): LoopStep[] {
  const steps: LoopStep[] = []
  let from = cycle.length === 0 ? '' : tableOf(graph, cycle[0]!)
  let by: Pick<LoopStep, 'trigger' | 'action'> = {}
  for (let index = 1; index <= cycle.length; index++) {
    const number = cycle[index % cycle.length]!
    const node = graph.nodes[number]!
    if (node.kind === 'trigger') {
      const next = cycle[(index + 1) % cycle.length]
      by = { trigger: node.trigger, action: graph.edges[number]!.find(({ to }) => to === next)?.action }
    } else if (node.kind === 'rows') {
      steps.push({ from, to: node.table, operation: node.operation, ...by })
      from = node.table
      by = {}
    }
  }
  return steps
}

function tableOf(graph: TriggerGraph, number: number): string {
  const node = graph.nodes[number]!
  return node.kind === 'rows' ? node.table : ''
}

function findingOf(steps: readonly LoopStep[], tables: number, maxDepth: number): CheckFinding[] {
  const first = steps.find(({ trigger }) => trigger !== undefined)
  if (first === undefined) return []
  const path = [steps[0]!.from, ...steps.map(({ to }) => to)]
  const others = tables - new Set(path).size
  return [
    {
      severity: 'warning',
      code: 'LOOP',
      message:
        `Triggers fire one another in a loop: ${shortened(path).join(' -> ')}: ${shortened(steps.map(describe)).join(', ')}. ` +
        `${others > 0 ? `${others} more ${others === 1 ? 'table is' : 'tables are'} in loops with these. ` : ''}` +
        `Only a condition, or an update that changes nothing, ends it; else it fails at depth ${maxDepth} (maxDepth). ` +
        remedyOf(steps),
      trigger: first.trigger!.name,
      table: first.from,
      action: first.action,
    },
  ]
}

/** What is there already is no remedy. */
function remedyOf(steps: readonly LoopStep[]): string {
  // On an insert it means the same as "always".
  const ending = steps.find(
    ({ trigger }, at) => trigger?.fire === 'becomes-true' && steps.at(at - 1)!.operation === 'update',
  )
  return ending === undefined
    ? 'Give one of them a condition that the second round does not meet, as `fire: "becomes-true"` on an update does.'
    : `\`fire: "becomes-true"\` of "${ending.trigger!.name}" ends it, unless these writes make its condition untrue, or true of further rows.`
}

function describe({ from, to, operation, trigger, action }: LoopStep): string {
  if (trigger === undefined) return `the database's cascade from ${from} (${operation} on ${to})`
  return `trigger "${trigger.name}" on ${from} (action "${action}", ${operation} on ${to})`
}

/** Longest shown. */
const maxShown = 12

function shortened(texts: readonly string[]): readonly string[] {
  if (texts.length <= maxShown) return texts
  return [...texts.slice(0, maxShown - 2), `… ${texts.length - maxShown + 1} more …`, texts.at(-1)!]
}
