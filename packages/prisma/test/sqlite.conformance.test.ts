import { prismaVersion } from '@triggerkit/prisma-7'
import { expect, test } from 'vitest'
import { runConformanceOnSqlite } from './fixture/run-conformance.ts'

test('this is Prisma 7', () => expect(prismaVersion).toMatch(/^7\./))

runConformanceOnSqlite()
