import { runStoreSuite } from '@triggerkit/conformance'
import { prismaVersion } from '@triggerkit/prisma-7'
import { expect, test, vi } from 'vitest'
import { fileDatabase, storeHarness } from './fixture/store-harness.ts'

vi.mock('@triggerkit/prisma-7', () => import('@triggerkit/prisma-6'))

test('this is Prisma 6', () => expect(prismaVersion).toMatch(/^6\./))

runStoreSuite(storeHarness('sqlite', fileDatabase))
