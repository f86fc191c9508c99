import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import schema from '../../packages/core/schema.json' with { type: 'json' }
import { normalizeTrigger } from '../../packages/core/src/trigger/normalize-trigger.ts'
import { hostileWrites, refusedDefinitions } from './corpus/index.ts'
import { judge } from './fixture/judge.ts'

const validate = new Ajv({ strictTypes: false }).compile(schema)

function isAccepted(definition: unknown): boolean {
  return judge(() => normalizeTrigger(definition, { origin: 'stored', functions: new Map() })).problems.length === 0
}

describe('the published JSON Schema beside the check, by the corpus', () => {
  it('accepts every definition of the corpus that the check accepts', () => {
    const definitions = Object.values(hostileWrites)
      .flat()
      .map(
        ({ action, definition }) =>
          definition ?? { name: 'rule', tables: ['users'], events: ['afterInsert'], actions: [action] },
      )
      .map(
        (definition) => JSON.parse(JSON.stringify(definition).replaceAll('$server', 'https://example.com')) as object,
      )
      .filter(isAccepted)
    expect(definitions.length).toBeGreaterThan(100)
    for (const definition of definitions)
      expect(validate(definition), `${JSON.stringify(definition)} ${JSON.stringify(validate.errors)}`).toBe(true)
  })

  it('refuses what has a wrong shape or a wrong name, but for what no schema can say', ({ task }) => {
    const themes = ['shapes', 'actions'] as const
    const definitions = themes.flatMap((theme) => refusedDefinitions[theme]!)
    const passed = definitions.filter(({ definition }) => validate(definition)).map(({ tries }) => tries)
    expect(passed).toMatchInlineSnapshot(`
      [
        "a field twice, so that two readers read different ones",
        "a field in braces",
        "a change of what never changes",
        "every row, by an empty filter",
        "an operator of MongoDB that runs code",
        "an operator that compares with code",
        "a regular expression in a filter",
        "an empty or",
        "a list that is none",
        "an unknown update operator",
        "an update operator on no columns",
        "a function that nobody registered",
        "a function of the root of all objects",
        "a mail before the row is written",
        "a request before the row is written",
        "a request in the transaction",
        "a row set after it was written",
        "a row out of the transaction",
        "a second attempt in a transaction",
        "a write of all rows before",
        "two actions of one name",
      ]
    `)
    const refused = definitions.length - passed.length
    Object.assign(task.meta, {
      told: `JSON Schema: ${refused} of ${definitions.length} wrong shapes and actions refused, the others are for the check`,
    })
  })
})
