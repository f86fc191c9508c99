import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitionSchema } from '../../packages/core/src/trigger/definition-schema.ts'
import { normalizeTrigger } from '../../packages/core/src/trigger/normalize-trigger.ts'
import { anyValue, arbitraryDefinition } from './fixture/arbitrary-definition.ts'
import { judge } from './fixture/judge.ts'
import { assertPrototypesUntouched } from './fixture/prototypes.ts'

const validate = new Ajv({ strictTypes: false }).compile(definitionSchema())
const check = (definition: unknown) =>
  judge(() => normalizeTrigger(definition, { origin: 'stored', functions: new Map() }))

describe('R46 definitions at random', () => {
  it('any value at all is one complete error', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(check(value).problems.length).toBeGreaterThan(0)
        assertPrototypesUntouched()
      }),
      { numRuns: 2_000 },
    )
  })

  it('what the check accepts, the JSON Schema accepts, and nothing breaks either', () => {
    let accepted = 0
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        const { problems } = check(definition)
        if (problems.length === 0) {
          accepted++
          expect(validate(definition), JSON.stringify(validate.errors)).toBe(true)
        }
        assertPrototypesUntouched()
      }),
      { numRuns: 4_000 },
    )
    expect(accepted).toBeGreaterThan(50)
  })
})
