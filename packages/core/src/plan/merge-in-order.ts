import type { PlannedTrigger } from './plan.ts'

/** The triggers of several lists, each in order, as one in order, each once; only those that come after the order `after`. */
export function* mergeInOrder(lists: readonly (readonly PlannedTrigger[])[], after: number): Generator<PlannedTrigger> {
  const places = lists.map((list) => firstAfter(list, after))
  for (;;) {
    let next: PlannedTrigger | undefined
    for (const [index, list] of lists.entries()) {
      const head = list[places[index]!]
      if (head !== undefined && (next === undefined || head.order < next.order)) next = head
    }
    if (next === undefined) return
    for (const [index, list] of lists.entries()) if (list[places[index]!] === next) places[index]!++
    yield next
  }
}

/** Where the first one with a higher order stands. */
function firstAfter(list: readonly PlannedTrigger[], order: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]!.order > order) high = middle
    else low = middle + 1
  }
  return low
}
