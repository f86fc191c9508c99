import { triggers as triggersOf } from '@triggerkit/prisma'
import { createClient, type PostgresClient, PrismaPg } from '@triggerkit/prisma-7'
import { createTables, fixtureModels } from '../../../packages/prisma/test/fixture/create-tables.ts'
import type { CrashSide, OpenSide } from '../fixture/crash-side.ts'
import type { KillPoints } from '../fixture/kill-point.ts'

type Client = Omit<PostgresClient, '$on' | '$connect' | '$disconnect' | '$extends'>

/** Victims and the machine are slow: nothing here fails for want of a few seconds. */
const patient = { maxWait: 20_000, timeout: 20_000 }

/** Through Prisma, on PostgreSQL. */
export const openPrisma: OpenSide = async (url, triggers, points) => {
  if (points) passCommits(points)
  const plain = createClient('postgresql', url, { connections: 8 })
  const client = plain.$extends(triggersOf(triggers)) as unknown as PostgresClient
  const side: CrashSide<Client> = {
    async insert(items, within = client) {
      if (items.length === 1) await within.item.create({ data: items[0]! })
      else await within.item.createMany({ data: [...items] })
    },
    async touch(account, { label, place }, within) {
      await within.item.update({ where: { label: account }, data: { note: label, stock: place } })
    },
    transaction: (body) => client.$transaction((within) => body(within as unknown as Client), { ...patient }),
    savepoint: (within, body) =>
      within.$transaction((inner) => body(inner as unknown as Client), { ...patient }) as Promise<void>,
    items: async () =>
      (await plain.item.findMany()).map(({ id, note, ...item }) => ({ key: String(id), ...item, note: note! })),
    receipts: async () => (await plain.audit.findMany()).map(({ source }) => source),
    async createTables() {
      const models = await fixtureModels('postgresql')
      for (const statement of createTables('postgresql', models)) await plain.$executeRawUnsafe(statement)
    },
    close: () => plain.$disconnect(),
  }
  return side as CrashSide
}

/** Prisma's engine sends COMMIT as a statement of the driver's. */
function passCommits(points: KillPoints): void {
  const { prototype } = PrismaPg
  const { connect } = prototype
  prototype.connect = async function (this: PrismaPg) {
    const adapter = await connect.call(this)
    const start = adapter.startTransaction.bind(adapter)
    adapter.startTransaction = async (isolation) => {
      const transaction = await start(isolation)
      const execute = transaction.executeRaw.bind(transaction)
      transaction.executeRaw = async (query) => {
        if (query.sql !== 'COMMIT') return execute(query)
        points.pass('before-commit')
        const affected = await execute(query)
        points.pass('after-commit')
        return affected
      }
      return transaction
    }
    return adapter
  }
}
