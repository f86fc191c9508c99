/** For each node the nodes that it leads to. */
export type Successors = (node: number) => readonly { to: number }[]

/**
 * The groups of nodes that lead to one another, each node in at most one (Tarjan's strongly connected components), without those that
 * lead to themselves by no way at all. Nothing recurs: a long chain costs no stack.
 */
export function loopingComponents(size: number, successors: Successors): number[][] {
  const index = new Int32Array(size).fill(-1)
  const low = new Int32Array(size)
  const isOpen = new Uint8Array(size)
  const open: number[] = []
  const components: number[][] = []
  let count = 0
  const enter = (node: number): { node: number; next: number } => {
    index[node] = low[node] = count++
    open.push(node)
    isOpen[node] = 1
    return { node, next: 0 }
  }
  for (let root = 0; root < size; root++) {
    if (index[root] !== -1) continue
    const path = [enter(root)]
    while (path.length > 0) {
      const step = path.at(-1)!
      const edge = successors(step.node)[step.next++]
      if (edge !== undefined) {
        if (index[edge.to] === -1) path.push(enter(edge.to))
        else if (isOpen[edge.to] === 1) low[step.node] = Math.min(low[step.node]!, index[edge.to]!)
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) low[parent.node] = Math.min(low[parent.node]!, low[step.node]!)
      if (low[step.node] !== index[step.node]) continue
      const component = open.splice(open.lastIndexOf(step.node))
      for (const node of component) isOpen[node] = 0
      if (component.length > 1 || successors(step.node).some(({ to }) => to === step.node)) components.push(component)
    }
  }
  return components
}

/** How many edges are followed in search of a shorter cycle; in a component beyond that the one that is told may not be the shortest. */
const maxFollowed = 1_000_000

/** A shortest way from one of the starts back to it, inside the component: its nodes, the first one not repeated. */
export function shortestCycle(
  component: readonly number[],
  starts: readonly number[],
  successors: Successors,
): number[] {
  const search: CycleSearch = { inside: new Set(component), successors, followed: 0 }
  let best: number[] = []
  for (const start of starts) {
    const found = cycleFrom(start, best.length === 0 ? Number.POSITIVE_INFINITY : best.length, search)
    if (found !== undefined) best = found
    if (best.length > 0 && search.followed > maxFollowed) break
  }
  return best
}

interface CycleSearch {
  readonly inside: ReadonlySet<number>
  readonly successors: Successors
  followed: number
}

/** Breadth first; undefined where there is none shorter than `limit`. */
function cycleFrom(start: number, limit: number, search: CycleSearch): number[] | undefined {
  const cameFrom = new Map<number, number>()
  let reached = [start]
  for (let length = 1; length < limit && reached.length > 0; length++) {
    const next: number[] = []
    for (const node of reached) {
      for (const { to } of search.successors(node)) {
        search.followed++
        if (to === start) return wayTo(node, start, cameFrom)
        if (!search.inside.has(to) || cameFrom.has(to)) continue
        cameFrom.set(to, node)
        next.push(to)
      }
    }
    reached = next
  }
  return undefined
}

function wayTo(end: number, start: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const way = [end]
  while (way.at(-1) !== start) way.push(cameFrom.get(way.at(-1)!)!)
  return way.reverse()
}
