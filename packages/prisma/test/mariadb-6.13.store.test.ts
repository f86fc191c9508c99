import { runStoreSuite } from '@triggerkit/conformance'
import { databaseServer } from '@triggerkit/conformance/service'
import { prismaVersion } from '@triggerkit/prisma-7'
import { describe, expect, test, vi } from 'vitest'
import { serverDatabase } from './fixture/fixture-database.ts'
import { storeHarness } from './fixture/store-harness.ts'

vi.mock('@triggerkit/prisma-7', () => import('@triggerkit/prisma-6.13'))

const server = await databaseServer('mariadb')

test('this is Prisma 6.13', () => expect(prismaVersion).toMatch(/^6\.13\./))

describe.skipIf(!server.reachable)(server.name, () =>
  runStoreSuite(storeHarness('mariadb', () => serverDatabase(server, 'store'))),
)
