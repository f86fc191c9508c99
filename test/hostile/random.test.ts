import { createTriggers, memoryStore } from '@triggerkit/core'
import { recordingProviders } from '@triggerkit/core/testing'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitionSchema } from '../../packages/core/src/trigger/definition-schema.ts'
import { normalizeTrigger } from '../../packages/core/src/trigger/normalize-trigger.ts'
import { anyValue, arbitraryDefinition } from './fixture/arbitrary-definition.ts'
import { judge } from './fixture/judge.ts'
import { assertPrototypesUntouched } from './fixture/prototypes.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
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
      { numRuns: 2_500 },
    )
    expect(accepted).toBeGreaterThan(30)
  })

  it('what the check accepts runs on any record: what fails is reported, and nothing else happens', async () => {
    let ran = 0
    await fc.assert(
      fc.asyncProperty(arbitraryDefinition, fc.dictionary(fc.string(), anyValue), async (definition, further) => {
        if (check(definition).problems.length > 0) return
        ran++
        const triggers = createTriggers({
          store: memoryStore(),
          egress: { closed: true, allow: ['127.0.0.1:9'] },
          logger: silent,
          onError() {},
        })
        await triggers.create({ ...definition, tables: ['users'], envs: undefined } as never)
        await triggers.load()
        triggers.provide(recordingProviders().providers)
        const record = { id: 1, name: further.name, note: further, data: Object.values(further) }
        const report = await triggers.execute('afterInsert', { table: 'users', record })
        expect(report.triggers.length).toBeLessThanOrEqual(1)
        await triggers.close()
        assertPrototypesUntouched()
      }),
      { numRuns: 2_000 },
    )
    expect(ran).toBeGreaterThan(50)
  })
})
