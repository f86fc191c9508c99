import { randomUUID } from 'node:crypto'
import { DBOS } from '@dbos-inc/dbos-sdk'
import { createDatabase, databaseServer } from '@triggerkit/conformance/service'

export interface Order {
  sku: string
  amount?: number
}

/** How often the step of each order's workflow has run. */
export const reserved: Map<string, number> = new Map()
const gates = new Map<string, () => void>()

const updateInventory: (input: Order) => Promise<unknown> = DBOS.registerWorkflow(
  async ({ sku, amount = 1 }: Order) => {
    const count = await DBOS.runStep(async () => reserved.set(sku, (reserved.get(sku) ?? 0) + 1).get(sku))
    return { sku, amount, count }
  },
  { name: 'updateInventory' },
)

const fail = DBOS.registerWorkflow(async ({ sku }: Order) => Promise.reject(new Error(`no stock of ${sku}`)), {
  name: 'fail',
})

/** Ends once `release` was called with its sku. */
const wait = DBOS.registerWorkflow(
  async ({ sku }: Order) => {
    await DBOS.runStep(async () => {
      reserved.set(sku, (reserved.get(sku) ?? 0) + 1)
      await new Promise<void>((resolve) => gates.set(sku, resolve))
    })
    return { waited: sku }
  },
  { name: 'wait' },
)

export const registered: Readonly<Record<'update-inventory' | 'fail' | 'wait', (input: Order) => Promise<unknown>>> = {
  'update-inventory': updateInventory,
  fail,
  wait,
}

/** Lets the workflow `wait` of that sku end. */
export function release(sku: string): void {
  gates.get(sku)?.()
}

/** Lets all of them end. */
export function releaseAll(): void {
  for (const open of gates.values()) open()
}

export interface Application {
  url: string
  queueName: string
  runs(): Promise<number>
  close(): Promise<void>
}

/** An application of DBOS in this process, with a database of its own and a queue. */
export async function launchApplication(): Promise<Application> {
  const database = await createDatabase(await databaseServer('postgres'), 'dbos')
  const applicationName = `triggerkit-${randomUUID().slice(0, 8)}`
  DBOS.setConfig({ name: applicationName, systemDatabaseUrl: database.url, logLevel: 'error' })
  await DBOS.launch()
  const queueName = 'orders'
  await DBOS.registerQueue(queueName, { minPollingIntervalMs: 50 })
  return {
    url: database.url,
    queueName,
    runs: async () => (await DBOS.listWorkflows({})).length,
    async close() {
      await DBOS.shutdown()
      await database.drop()
    },
  }
}
