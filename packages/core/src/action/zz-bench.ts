import { insertExecutor } from '/work/main/packages/core/src/action/executors/database/insert.ts'
import { updateExecutor } from '/work/main/packages/core/src/action/executors/database/update.ts'
import { deleteExecutor } from '/work/main/packages/core/src/action/executors/database/delete.ts'
import { toRun, toEnvironment } from '/work/main/packages/core/src/action/run-fixture.ts'
import { defineTable } from '/work/main/packages/core/src/testing/define-table.ts'
import { createSchema } from '/work/main/packages/core/src/schema/create-schema.ts'
const t = defineTable('audit', { id: 'integer', action: 'string', user_id: 'integer', at: 'date', note: 'string' })
let calls = 0
const port: any = { schema: createSchema([t]), capabilities: { maxParameters: 32000 }, insert: async (_h: any, _t: any, rows: any[]) => (calls++, rows), update: async () => (calls++, 1), delete: async () => (calls++, 1) }
const main = async () => {
  const env = toEnvironment({ port })
  const mk = (type: string, payload: any) => Array.from({ length: 10000 }, (_, i) => toRun({ type, payload, record: { id: i, genre: 'g' + (i % 20), s: ['a', 'b', 'c'][i % 3] } }))
  const cases: [string, any, any][] = [
    ['insert', insertExecutor, mk('database.insert', { table: 'audit', data: { action: 'x', user_id: '{{record.id}}', at: '{{timestamp}}', note: 'n {{record.id}}' } })],
    ['inc 20', updateExecutor, mk('database.update', { table: 'audit', data: { user_id: { $inc: 1 } }, where: { note: '{{record.genre}}' } })],
    ['set 3', updateExecutor, mk('database.update', { table: 'audit', data: { note: '{{record.s}}' }, where: { id: '{{record.id}}' } })],
    ['delete', deleteExecutor, mk('database.delete', { table: 'audit', where: { id: '{{record.id}}' } })],
  ]
  for (let round = 0; round < 3; round++) for (const [name, ex, runs] of cases) {
    calls = 0
    const s = performance.now(); await ex.execute(runs, env); console.log(name, (performance.now() - s).toFixed(1), 'ms', calls, 'calls')
  }
}
void main()
