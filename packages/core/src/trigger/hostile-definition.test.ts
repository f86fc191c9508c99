import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { normalizeTrigger } from './normalize-trigger.ts'
import { problemsOf } from './problems-of.ts'
import { Trigger } from './trigger.ts'

const base = { name: 'audit', tables: ['orders'], events: ['afterInsert'], actions: [Trigger.log.info('x')] }
const fail = (): never => {
  throw new Error('trap')
}

function throwingProxy(): object {
  return new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail, has: fail, getOwnPropertyDescriptor: fail })
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

function circle(): object {
  const object: Record<string, unknown> = { a: 1 }
  object.self = [object]
  return object
}

function nested(levels: number): unknown {
  let value: unknown = Trigger.when.field('a').isNull()
  for (let level = 0; level < levels; level++) value = { not: value }
  return value
}

describe('hostile definitions', () => {
  it.each([
    ['a proxy that throws', throwingProxy(), 'cannot be read: Error: "trap"'],
    ['a revoked proxy', revokedProxy(), 'cannot be read'],
    [
      'a getter that throws',
      {
        ...base,
        get condition() {
          return fail()
        },
      },
      'condition: cannot be read: Error: "trap"',
    ],
    [
      'a getter that throws nothing of sense',
      {
        ...base,
        get envs() {
          throw throwingProxy()
        },
      },
      'envs: cannot be read: unreadable object',
    ],
    ['a throwing proxy inside', { ...base, condition: throwingProxy() }, 'condition: cannot be read'],
    [
      'a circle',
      { ...base, actions: [{ ...Trigger.log.info('x'), data: circle() }] },
      'actions[0].data.self[0]: refers to what it is a part of',
    ],
    [
      'an unsafe key',
      { ...base, condition: JSON.parse('{"__proto__": {"a": 1}}') as object },
      'condition.__proto__: the key "__proto__" is not allowed',
    ],
    [
      'a constructor key',
      { ...base, actions: [{ ...Trigger.log.info('x'), data: { constructor: 1 } }] },
      'actions[0].data.constructor: the key',
    ],
    ['depth', { ...base, condition: nested(50_000) }, 'nested deeper than 100 levels'],
    [
      'width',
      {
        ...base,
        actions: [
          Trigger.log.info(
            'x',
            Array.from({ length: 30_000 }, () => 1),
          ),
        ],
      },
      'the array has 30000 items',
    ],
    [
      'an endless array',
      { ...base, tables: new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 32 - 1 : 'x') }) },
      'tables: the array has',
    ],
    [
      'many values',
      {
        ...base,
        actions: [
          Trigger.log.info(
            'x',
            Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => 1)),
          ),
        ],
      },
      'more than 20000 values',
    ],
    ['a long text', { ...base, name: 'x'.repeat(200_000) }, 'name: the text has 200000 characters'],
    ['a symbol', { ...base, name: Symbol('x') }, 'name: a stored definition is plain JSON, found symbol'],
    ['an object as a name', { ...base, name: { toString: fail } }, 'name: expected a non-empty string, found object'],
    [
      'a type that is an inherited name',
      { ...base, actions: [{ type: 'toString' }] },
      'unknown action type "toString"',
    ],
    [
      'a field that is an inherited name',
      { ...base, actions: [{ ...Trigger.log.info('x'), hasOwnProperty: 1 }] },
      'unknown field of log.info',
    ],
  ])('%s is one error with its path', (_, definition, problem) => {
    const problems = problemsOf(definition)
    expect(
      problems.some((text) => text.includes(problem)),
      problems.join('\n').slice(0, 500),
    ).toBe(true)
  })

  it('R46 stored definitions are plain JSON', () => {
    const stored = (data: unknown): string[] =>
      problemsOf({ ...base, actions: [Trigger.log.info('x', { data })] }, { origin: 'stored' })
    class Custom {}
    expect(stored(() => {})).toEqual(['actions[0].data.data: a stored definition is plain JSON, found function'])
    expect(stored(new Custom())).toEqual(['actions[0].data.data: a stored definition is plain JSON, found Custom'])
    expect(stored(/a/)).toHaveLength(1)
    expect(stored({ a: [1, null, 'x', true] })).toEqual([])
    expect(stored(new Date())).toEqual([])
  })

  it('changes no prototype', () => {
    problemsOf(JSON.parse('{"name":"a","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'))
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('anything at all is a trigger or one complete error, soon', () => {
    const key = fc.constantFrom(
      'name',
      'tables',
      'events',
      'actions',
      'condition',
      'type',
      'config',
      'and',
      'not',
      'field',
      'operator',
      'value',
      'retry',
      'x',
    )
    const leaf = fc.oneof(
      fc.constantFrom('a', 'afterInsert', 'log.info', 'EQUALS', '{{', '{{record.a}}', '', 'record.a'),
      fc.anything(),
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 8 }),
      ),
    }))
    fc.assert(
      fc.property(tree, fc.constantFrom('code', 'stored'), (definition, origin) => {
        const start = performance.now()
        try {
          normalizeTrigger(definition, { origin: origin as 'code' })
        } catch (error) {
          expect(TriggerDefinitionError.isInstance(error)).toBe(true)
          expect((error as TriggerDefinitionError).problems.length).toBeGreaterThan(0)
        }
        expect(performance.now() - start).toBeLessThan(1_000)
      }),
      { numRuns: 2_000 },
    )
  })
})
