import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { hasRedis } from '../fixture/queue-bench.ts'
import { outages } from './outages.conformance.ts'
import { relaying } from './relaying.conformance.ts'
import { running } from './running.conformance.ts'

/** All that has to hold with each major version of BullMQ. */
export function runSuite(name: 'bullmq' | 'bullmq-5', major: number): void {
  test(`is BullMQ ${major}`, () => {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string }
    expect(version).toMatch(new RegExp(`^${major}\\.`))
  })
  describe.skipIf(!hasRedis)('Jobs by BullMQ', () => {
    relaying()
    running()
    outages()
  })
}
