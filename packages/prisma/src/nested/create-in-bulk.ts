import type { Arguments } from '../client/raw-client.ts'
import type { Model } from '../schema/model.ts'
import type { NestedInput } from './nested-input.ts'

/**
 * New rows that follow one another, with nothing nested in them, are one `createMany`: one statement, and one Write of many rows. Rows that
 * give different columns stay apart, so that all are made in the order given.
 */
export function createInBulk(inputs: readonly NestedInput[], modelOf: (name: string) => Model): NestedInput[] {
  return runsOf(inputs, modelOf).map((run) =>
    run.length === 1
      ? run[0]!
      : { relation: run[0]!.relation, kind: 'createMany', create: { data: run.map(({ create }) => create!) } },
  )
}

function runsOf(inputs: readonly NestedInput[], modelOf: (name: string) => Model): NestedInput[][] {
  const runs: NestedInput[][] = []
  let last: string | undefined
  for (const input of inputs) {
    const shape = shapeOf(input, modelOf(input.relation.target))
    if (shape !== undefined && shape === last) runs.at(-1)!.push(input)
    else runs.push([input])
    last = shape
  }
  return runs
}

/** The relation and the columns given, of a new row that may be one of many; undefined of anything else. */
function shapeOf({ relation, kind, create = {} }: NestedInput, model: Model): string | undefined {
  if (kind !== 'create' || relation.side !== 'target' || !relation.list) return undefined
  const given = Object.keys(create).filter((name) => (create as Arguments)[name] !== undefined)
  if (given.some((name) => model.relations.has(name))) return undefined
  return [relation.name, ...given.sort()].join()
}
