import { databaseServer } from '@triggerkit/conformance/service'
import { describe, test } from 'vitest'
import { memoryDatabase, serverDatabase } from '../../packages/prisma/test/fixture/fixture-database.ts'
import { compareWithPlain, operationsPerSeed } from './fixture/compare-with-plain.ts'

const seeds = Number(process.env.DIFFERENTIAL_SEEDS ?? 10)
const timeout = 900_000
const title = `the same with triggers and without: ${seeds * operationsPerSeed} operations chosen by dice`

test(`${title}, on SQLite`, { timeout }, async ({ task }) => {
  Object.assign(task.meta, { told: await compareWithPlain(memoryDatabase, seeds) })
})

const servers = [await databaseServer('postgres'), await databaseServer('mariadb')]

describe.each(servers)('on $name', (server) => {
  test.skipIf(!server.reachable)(title, { timeout }, async ({ task }) => {
    Object.assign(task.meta, { told: await compareWithPlain(() => serverDatabase(server, 'differential'), seeds) })
  })
})
