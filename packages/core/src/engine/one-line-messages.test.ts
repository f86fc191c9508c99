import { afterEach, describe, expect, it, vi } from 'vitest'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { problemsOf } from '../trigger/problems-of.ts'
import { registerStored } from './register-stored.ts'
import { createTriggers } from './triggers.ts'

const forged = 'x\n[error] forged\u001b[31m'
const tables = [
  defineTable('orders', { id: 'integer', meta: 'json' }),
  defineTable('logs', { id: 'integer', text: 'string' }),
]

/** What is told of a trigger with this action when a row is written whose values are hostile, too. */
async function told(action: object, definition: object = {}): Promise<string[]> {
  const lines: string[] = []
  const triggers = createTriggers({ onError: ({ message }) => lines.push(message) })
  const events = ['afterInsert']
  registerStored(triggers, { name: 'rule', tables: ['*'], events, actions: [action], ...definition })
  const warn = vi.spyOn(console, 'warn').mockImplementation((line: string) => void lines.push(line))
  const database = new MemoryDatabase({ tables }).connect(triggers)
  const write = database.create('orders', { id: 1, meta: { [forged]: 1, [`$${forged}`]: 1 } })
  await write.catch((error: Error) => lines.push(error.message))
  lines.push(...triggers.check().map(({ message }) => message))
  warn.mockRestore()
  return lines.filter((line) => line.includes('forged'))
}

afterEach(() => vi.restoreAllMocks())

describe('messages', () => {
  it.each<[string, object, object?]>([
    ['the tag of a provider', { type: 'cache.set', cache: forged, key: 'k', value: 1 }],
    ['the name of a secret', { type: 'http.post', url: 'https://a.example', sign: forged }],
    ['the field of a condition', { type: 'log.info', message: 'x' }, { condition: equals(`meta.${forged}`) }],
    [
      'an operator out of a record',
      { type: 'database.update', table: 'logs', where: { id: 1 }, data: '{{record.meta}}' },
    ],
    ['a column out of a record', { type: 'database.insert', table: 'logs', data: '{{record.meta}}' }],
    [
      'a column to set out of a record',
      { type: 'record.set', fields: '{{record.meta}}' },
      { tables: ['orders'], events: ['beforeInsert'] },
    ],
  ])('R47 quote %s on one line', async (_, action, definition) => {
    const lines = await told(action, definition)
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u)
  })

  it('R47 the error of a definition quotes its name without what turns the direction of text', () => {
    const turned = 'rule\u202e\u2066forged'
    const { message } = new TriggerDefinitionError({ trigger: turned, problems: [] })
    expect(message).toContain('rule\\u202e\\u2066forged')
  })

  it('R47 problems of a definition quote it on one line each', () => {
    const action = { type: 'http.post', url: 'https://a.example', body: `{{${forged}}}` }
    const problems = problemsOf({ name: 'rule', tables: ['orders'], events: ['afterInsert'], actions: [action] })
    expect(problems).toEqual([expect.stringContaining('x\\n[error] forged\\u001b[31m')])
  })
})

function equals(field: string): object {
  return { field, operator: 'EQUALS', value: 'text' }
}
