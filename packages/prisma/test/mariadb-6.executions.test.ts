import { databaseServer } from '@triggerkit/conformance/service'
import { prismaVersion } from '@triggerkit/prisma-7'
import { describe, expect, test, vi } from 'vitest'
import { serverDatabase } from './fixture/fixture-database.ts'
import { runExecutionsOn } from './fixture/run-executions.ts'

vi.mock('@triggerkit/prisma-7', () => import('@triggerkit/prisma-6'))

const server = await databaseServer('mariadb')

test('this is Prisma 6', () => expect(prismaVersion).toMatch(/^6\./))

describe.skipIf(!server.reachable)(server.name, () =>
  runExecutionsOn('mariadb', () => serverDatabase(server, 'executions')),
)
