import type { Timings } from './run-contest.ts'

/** Ours beside the reference: medians, and the median of each round's own ratio, which drift of the machine does not touch. */
export interface Ratio {
  ours: number
  reference: number
  ratio: number
}

export function ratioOf(timings: Timings, ours: string, reference: string): Ratio {
  const left = timings.get(ours)!
  const right = timings.get(reference)!
  return {
    ours: median(left),
    reference: median(right),
    ratio: median(left.map((figure, round) => figure / right[round]!)),
  }
}

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** What so many of a hundred are not above. */
export function percentile(figures: readonly number[], percent: number): number {
  const sorted = [...figures].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)]!
}
