import { describe, expect, it } from 'vitest'
import type { Port } from '../../adapter/port.ts'
import type { Row } from '../../change/change.ts'
import { createSchema } from '../../schema/create-schema.ts'
import { defineTable } from '../../testing/define-table.ts'
import type { ActionFunction, ActionFunctionContext } from '../action-function.ts'
import { RecordingVerdict, runOne, toEnvironment, toRun } from '../run-fixture.ts'
import { customExecutor } from './custom.ts'

const orders = defineTable('orders', {
  id: 'integer',
  total: 'decimal',
  note: 'string',
  when: 'date',
  meta: 'json',
  'address.city': 'string',
  'address.zip': 'string',
})
const port = { schema: createSchema([orders]), client: (handle: unknown) => ({ handle }) } as unknown as Port

/** Runs a function before an insert; what it altered. */
async function alter(record: Row, run: ActionFunction): Promise<Row> {
  const verdict = new RecordingVerdict(record)
  await runOne(customExecutor, { type: 'custom', record, verdict, options: { run } }, { port })
  return verdict.fields
}

describe('custom functions in before events', () => {
  it('R28 alter the Write by assigning, at any depth, and by nothing else', async () => {
    const record = {
      id: 1,
      total: '5',
      when: new Date(0),
      meta: { tags: ['a'] },
      address: { city: 'Bonn', zip: '1' },
      avatar: 'x',
    }
    const altered = await alter(record, ({ record: row }: ActionFunctionContext) => {
      row.total = '6'
      ;(row.meta as { tags: string[] }).tags.push('b')
      ;(row.when as Date).setTime(5)
      ;(row.address as Row).city = 'Köln'
      row.avatar = 'y'
      return { id: 9 }
    })
    expect(altered).toEqual({ total: '6', meta: { tags: ['a', 'b'] }, when: new Date(5), 'address.city': 'Köln' })
    expect(record).toMatchObject({ address: { zip: '1' }, avatar: 'y' })
  })

  it('R28 empty a column by deleting it or setting it to null, also where nothing was given', async () => {
    expect(
      await alter({ id: 1, total: '5' }, ({ record }: ActionFunctionContext) => {
        delete record.total
        record.note = null
      }),
    ).toEqual({ total: undefined, note: null })
    expect(
      await alter(
        { id: 1, address: { city: 'x' } },
        ({ record }: ActionFunctionContext) => void (record.address = null),
      ),
    ).toEqual({
      'address.city': undefined,
    })
  })

  it('R28 set() and assignments count in their order', async () => {
    const seen: unknown[] = []
    const altered = await alter({ id: 1, total: '1' }, ({ record, set }) => {
      record.total = '2'
      set({ total: '3', note: 'n' })
      seen.push(record.total, record.note)
      record.note = 'm'
    })
    expect(seen).toEqual(['3', 'n'])
    expect(altered).toEqual({ total: '3', note: 'm' })
  })

  it('R28 block by reject(), also where they swallow it, and drop by skip()', async () => {
    const swallow: ActionFunction = ({ reject }) => {
      try {
        reject('no', { code: 'NO' })
      } catch {
        return 'swallowed'
      }
    }
    await expect(alter({ id: 1 }, swallow)).rejects.toMatchObject({
      message: 'no',
      code: 'NO',
      name: 'WriteRejectedError',
    })
    const verdict = new RecordingVerdict()
    await runOne(customExecutor, { type: 'custom', verdict, options: { run: ({ skip }) => skip() } }, { port })
    expect(verdict.skipped).toBe(true)
  })

  it('R28 throw their very own error, and nothing they assigned counts', async () => {
    const error = new Error('mine')
    const verdict = new RecordingVerdict()
    const run: ActionFunction = async ({ record }) => {
      record.total = '9'
      await Promise.resolve()
      throw error
    }
    await expect(
      runOne(customExecutor, { type: 'custom', record: { id: 1 }, verdict, options: { run } }, { port }),
    ).rejects.toBe(error)
    expect(verdict.fields).toEqual({})
  })

  it('refuse a column that is none, where the verdict does, and a prototype', async () => {
    const verdict = new RecordingVerdict()
    verdict.set = (fields) => {
      throw new Error(`no column ${Object.keys(fields).join()}`)
    }
    const typo: ActionFunction = ({ record }) => void (record.totl = 1)
    await expect(
      runOne(customExecutor, { type: 'custom', record: { id: 1 }, verdict, options: { run: typo } }, { port }),
    ).rejects.toThrow('no column totl')
    const hostile: ActionFunction = ({ record }) => {
      Object.defineProperty(record, '__proto__', { value: 1, enumerable: true })
    }
    await expect(alter({ id: 1 }, hostile)).rejects.toThrow('may not set "__proto__"')
  })
})

describe('custom functions', () => {
  const trap = Object.defineProperty({}, 'message', {
    get() {
      throw new Error('trap')
    },
  })

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'text'],
    ['a frozen object', Object.freeze({ a: 1 })],
    ['a trap', trap],
  ])('name the trigger where they throw %s', async (_name, thrown: unknown) => {
    const run: ActionFunction = () => {
      throw thrown
    }
    const error = (await runOne(customExecutor, { type: 'custom', options: { run } }).catch(
      (caught: unknown) => caught,
    )) as Error
    expect(error).toMatchObject({
      code: 'STRANGE_THROW',
      message: expect.stringContaining('trigger "rule"') as unknown,
    })
    expect(error.cause === thrown).toBe(true)
  })

  it('get copies after an event, the client of the transaction, and their result is given back', async () => {
    const record = { id: 1 }
    const handle = {}
    const seen: unknown[] = []
    const run: ActionFunction = ({ record: row, db, signal, event }) => {
      row.id = 2
      seen.push(db, signal.aborted, event)
      return 'done'
    }
    expect(await runOne(customExecutor, { type: 'custom', record, options: { run } }, { port, handle })).toBe('done')
    expect(seen).toEqual([{ handle }, false, 'afterInsert'])
    expect(record).toEqual({ id: 1 })
  })

  it.each(['set', 'skip', 'reject'] as const)('may not %s where there is no row to rule on', async (method) => {
    const run: ActionFunction = (context) => void (context[method] as (given?: unknown) => void)({})
    await expect(runOne(customExecutor, { type: 'custom', options: { run } })).rejects.toThrow(
      `context.${method} works in before events only`,
    )
  })

  it('are found by their registered name', async () => {
    const run = { type: 'custom', payload: { function: 'greet' } }
    expect(await runOne(customExecutor, run, { functions: { greet: () => 'hi' } })).toBe('hi')
    await expect(
      customExecutor.execute([toRun(run)], toEnvironment({ functions: { great: () => 1 } })),
    ).rejects.toThrow('there is no function "greet"; registered are: great')
  })
})
