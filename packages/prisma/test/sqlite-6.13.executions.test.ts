import { prismaVersion } from '@triggerkit/prisma-7'
import { expect, test, vi } from 'vitest'
import { memoryDatabase } from './fixture/fixture-database.ts'
import { runExecutionsOn } from './fixture/run-executions.ts'

vi.mock('@triggerkit/prisma-7', () => import('@triggerkit/prisma-6.13'))

test('this is Prisma 6.13', () => expect(prismaVersion).toMatch(/^6\.13\./))

runExecutionsOn('sqlite', memoryDatabase)
