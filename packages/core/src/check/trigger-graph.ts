import type { NormalizedAction } from '../action/action-definition.ts'
import type { Operation } from '../change/change.ts'
import { isOwnTable } from '../schema/own-table.ts'
import type { Schema, TableSchema } from '../schema/schema.ts'
import { eachAction } from '../trigger/each-action.ts'
import { firesAt } from '../trigger/fires-at.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'

/** A row of a table is written, or the triggers of a table's name hear of it, or one of them fires. */
export type GraphNode =
  | { kind: 'rows'; table: string; operation: Operation }
  | { kind: 'events' }
  | { kind: 'trigger'; trigger: NormalizedTrigger }

export interface GraphEdge {
  to: number
  /** Of a trigger that writes: what with. */
  action?: string
}

/** What leads to what, by the numbers of the nodes. */
export interface TriggerGraph {
  nodes: readonly GraphNode[]
  edges: readonly (readonly GraphEdge[])[]
}

/**
 * Which written rows make triggers fire that write rows, by operation: `database.*` of a constant table, and what the database cascades
 * (R17). Events of a name are a node between a table and its triggers, so that the graph is as large as the definitions, `['*']` included.
 */
export function triggerGraph(triggers: readonly NormalizedTrigger[], schema: Schema): TriggerGraph {
  const graph = new GraphBuilder(schema)
  for (const table of schema.tables()) if (!isOwnTable([table.name, ...table.aliases])) graph.addTable(table)
  for (const trigger of triggers) graph.addTrigger(trigger)
  return graph
}

const operations: readonly Operation[] = ['insert', 'update', 'delete']

class GraphBuilder implements TriggerGraph {
  readonly nodes: GraphNode[] = []
  readonly edges: GraphEdge[][] = []
  readonly #rows = new Map<string, number>()
  readonly #events = new Map<string, number>()
  readonly #schema: Schema

  constructor(schema: Schema) {
    this.#schema = schema
  }

  addTable(table: TableSchema): void {
    for (const operation of operations) {
      const rows = this.#rowsOf(table.name, operation)
      for (const name of [table.name, ...(table.ancestors ?? []), '*'])
        this.#connect(rows, this.#eventsOf(name, operation))
    }
    for (const { childTable, action } of table.cascades) {
      const child = this.#schema.find(childTable)
      if (child !== undefined)
        this.#connect(
          this.#rowsOf(table.name, 'delete'),
          this.#rowsOf(child.name, action === 'delete' ? 'delete' : 'update'),
        )
    }
  }

  addTrigger(trigger: NormalizedTrigger): void {
    const targets: { to: number; action: string }[] = []
    eachAction(trigger.actions, (action) => {
      const to = this.#targetOf(action)
      if (to !== undefined) targets.push({ to, action: action.name })
    })
    if (targets.length === 0) return
    const node = this.#add({ kind: 'trigger', trigger })
    for (const { to, action } of targets) this.#connect(node, to, action)
    const names = trigger.tables.flatMap((name) => (name === '*' ? name : (this.#schema.find(name)?.name ?? [])))
    for (const name of new Set(names))
      for (const operation of operations)
        if (firesOn(trigger, operation)) this.#connect(this.#eventsOf(name, operation), node)
  }

  #targetOf({ family, verb, payload }: NormalizedAction): number | undefined {
    const name = payload.table
    if (family !== 'database' || typeof name !== 'string') return undefined
    const table = this.#schema.find(name)
    const operation = operations.find((each) => each === verb)
    return table && operation && this.#rowsOf(table.name, operation)
  }

  #rowsOf(table: string, operation: Operation): number {
    return this.#once(this.#rows, `${operation} ${table}`, { kind: 'rows', table, operation })
  }

  #eventsOf(name: string, operation: Operation): number {
    return this.#once(this.#events, `${operation} ${name}`, { kind: 'events' })
  }

  #once(known: Map<string, number>, key: string, node: GraphNode): number {
    const found = known.get(key) ?? this.#add(node)
    known.set(key, found)
    return found
  }

  #add(node: GraphNode): number {
    this.edges.push([])
    return this.nodes.push(node) - 1
  }

  #connect(from: number, to: number, action?: string): void {
    this.edges[from]!.push({ to, action })
  }
}

function firesOn(trigger: NormalizedTrigger, operation: Operation): boolean {
  const name = `${operation[0]!.toUpperCase()}${operation.slice(1)}` as 'Insert' | 'Update' | 'Delete'
  return firesAt(trigger, `before${name}`) || firesAt(trigger, `after${name}`)
}
