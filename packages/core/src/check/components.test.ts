import { describe, expect, it } from 'vitest'
import { loopingComponents, shortestCycle } from './components.ts'

function graph(...edges: [number, number][]): { size: number; successors: (node: number) => { to: number }[] } {
  const size = Math.max(...edges.flat()) + 1
  const lists = Array.from({ length: size }, (): { to: number }[] => [])
  for (const [from, to] of edges) lists[from]!.push({ to })
  return { size, successors: (node) => lists[node]! }
}

describe('loops of a graph', () => {
  it('are the groups of nodes that lead to one another', () => {
    const { size, successors } = graph([0, 1], [1, 2], [2, 1], [2, 3], [3, 3], [4, 0], [5, 6], [6, 7], [7, 5])
    expect(loopingComponents(size, successors).map((nodes) => nodes.sort())).toEqual([[3], [1, 2], [5, 6, 7]])
  })

  it('has none where nothing comes back', () => {
    const { size, successors } = graph([0, 1], [0, 2], [1, 3], [2, 3])
    expect(loopingComponents(size, successors)).toEqual([])
  })

  it('shows the shortest way round', () => {
    const { size, successors } = graph([0, 1], [1, 2], [2, 3], [3, 0], [2, 4], [4, 2])
    const [component] = loopingComponents(size, successors)
    expect(shortestCycle(component!, component!.sort(), successors)).toEqual([2, 4])
    expect(shortestCycle(component!, [0], successors)).toEqual([0, 1, 2, 3])
  })

  it('follows a chain of a million nodes', () => {
    const size = 1_000_000
    const successors = (node: number): { to: number }[] => [{ to: (node + 1) % size }]
    const [component] = loopingComponents(size, successors)
    expect(component).toHaveLength(size)
  })
})
