import type { RequiredEquality } from '../condition/required-equality.ts'
import { type EqualityKey, equalityKeys } from '../value/equality-keys.ts'
import { type ChangedRows, ColumnIndex } from './column-index.ts'
import { mergeInOrder } from './merge-in-order.ts'
import type { PlannedTrigger } from './plan.ts'
import type { TriggerList } from './trigger-list.ts'

/** Fewer triggers that look at one column are tried as fast as they are looked up. */
const worthAnIndex = 8

/**
 * Triggers indexed by the equality tests that their conditions require: for a Change it gives those that may fire, so that ten thousand
 * triggers for other tenants cost as much as ten.
 */
export class TriggerIndex implements TriggerList {
  readonly all: readonly PlannedTrigger[]
  /** Those that no column decides on. */
  readonly #others: readonly PlannedTrigger[]
  readonly #columns: readonly ColumnIndex[]

  /** `all` are in order. */
  constructor(all: readonly PlannedTrigger[]) {
    const others: PlannedTrigger[] = []
    const columns = new Map<string, ColumnIndex>()
    for (const { planned, handle } of chooseHandles(all)) {
      if (handle === undefined) {
        others.push(planned)
        continue
      }
      const { equality, keys } = handle
      const column = columns.get(equality.path) ?? new ColumnIndex(equality)
      column.add(planned, equality, keys)
      columns.set(equality.path, column)
    }
    this.all = all
    this.#others = others
    this.#columns = [...columns.values()]
  }

  get empty(): boolean {
    return this.all.length === 0
  }

  matching(rows: ChangedRows, after?: PlannedTrigger): Iterable<PlannedTrigger> {
    const lists = this.#columns.flatMap((column) => column.find(rows))
    if (this.#others.length > 0) lists.push(this.#others)
    if (lists.length === 0) return []
    return lists.length === 1 && after === undefined ? lists[0]! : mergeInOrder(lists, after?.order ?? -1)
  }

  *matchingEach<Change extends ChangedRows>(
    changes: readonly Change[],
  ): Iterable<readonly [PlannedTrigger, readonly Change[]]> {
    const found = new Map<PlannedTrigger, Change[]>()
    for (const change of changes) {
      for (const column of this.#columns)
        for (const triggers of column.find(change)) for (const planned of triggers) addOnce(found, planned, change)
    }
    const hits = [...found.keys()].sort((a, b) => a.order - b.order)
    for (const planned of mergeInOrder([this.#others, hits], -1)) yield [planned, found.get(planned) ?? changes]
  }
}

function addOnce<Change>(found: Map<PlannedTrigger, Change[]>, planned: PlannedTrigger, change: Change): void {
  const changes = found.get(planned)
  if (changes === undefined) found.set(planned, [change])
  else if (changes.at(-1) !== change) changes.push(change)
}

/** What a trigger is looked up by: one of the equalities that it requires. */
interface Handle {
  equality: RequiredEquality
  keys: readonly EqualityKey[]
}

/** Of each trigger the equality whose column tells the triggers apart best; none where too few look at any of its columns. */
function* chooseHandles(
  all: readonly PlannedTrigger[],
): Iterable<{ planned: PlannedTrigger; handle: Handle | undefined }> {
  const handles = all.map((planned) => planned.required.flatMap((equality) => handleOf(equality) ?? []))
  const columns = new Map<string, { triggers: Set<number>; keys: Set<EqualityKey> }>()
  for (const [index, own] of handles.entries()) {
    for (const { equality, keys } of own) {
      const column = columns.get(equality.path) ?? { triggers: new Set(), keys: new Set() }
      column.triggers.add(index)
      for (const key of keys) column.keys.add(key)
      columns.set(equality.path, column)
    }
  }
  const worthOf = ({ equality }: Handle): number => columns.get(equality.path)!.keys.size
  for (const [index, planned] of all.entries()) {
    const worthy = handles[index]!.filter(({ equality }) => columns.get(equality.path)!.triggers.size >= worthAnIndex)
    const [first, ...rest] = worthy
    const handle = first && rest.reduce((best, each) => (worthOf(each) > worthOf(best) ? each : best), first)
    yield { planned, handle }
  }
}

/** Undefined where an operand can only be found by comparing. */
function handleOf(equality: RequiredEquality): Handle | undefined {
  const keys = equality.operands.map((operand) => equalityKeys(operand, equality.kind))
  return keys.includes(undefined) ? undefined : { equality, keys: keys.flatMap((each) => each ?? []) }
}
