const longestName = 64

/**
 * The candidate that was probably meant: the nearest by edit distance, if it is near at all. Case and `_`, `-` count
 * little.
 */
export function closest(found: string, candidates: Iterable<string>): string | undefined {
  if (found.length > longestName) return undefined
  const target = fold(found)
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(target.length / 3)) + 1
  for (const candidate of candidates) {
    if (candidate.length > longestName) continue
    const folded = fold(candidate)
    if (target === '' || folded === '') continue
    const distance =
      isPrefix(target, folded) || isPrefix(folded, target) ? 1 : editDistance(target, folded, bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other; `limit` where there
 * are no fewer.
 */
export function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit
  let before: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    let nearest = row
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      let distance = Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (swapped) distance = Math.min(distance, before[column - 2]! + 1)
      current.push(distance)
      if (distance < nearest) nearest = distance
    }
    // A swap reaches back two rows, and adds one.
    if (nearest > limit) return limit
    before = previous
    previous = current
  }
  return Math.min(previous[to.length]!, limit)
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll(/[_\-\s]/g, '')
}

/** `GREATER` of `GREATER_THAN`: half of the word or more. */
function isPrefix(start: string, word: string): boolean {
  return start.length >= 4 && word.startsWith(start) && start.length * 2 >= word.length
}
