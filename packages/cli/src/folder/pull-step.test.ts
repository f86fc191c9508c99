import { memoryStore, StoreConflictError } from '@triggerkit/core'
import { describe, expect, it } from 'vitest'
import type { Step } from './plan-transfer.ts'
import { pullStep } from './pull-step.ts'

const entry = { version: 1, definition: { tag: 'a' } }
const step: Step = {
  operation: 'update',
  comparison: { tag: 'a', changedIn: 'store', folder: entry, store: { ...entry, version: 2 } },
}

describe('pullStep', () => {
  it.each([
    [new Error('ENOSPC: no space left on device'), { code: 'FILE_UNWRITABLE', exitCode: 1 }],
    [new StoreConflictError({ tag: 'a', expected: 1, found: 2 }), { code: 'STORE_CONFLICT' }],
  ])('%s is told as what it is: the store is well', async (error, told) => {
    const files = Object.assign(memoryStore(), { update: () => Promise.reject(error) })
    await expect(pullStep(files, step, {})).rejects.toMatchObject({ ...told, message: error.message })
  })
})
