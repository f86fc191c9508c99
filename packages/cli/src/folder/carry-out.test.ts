import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { StoreConflictError } from '@triggerkit/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { brokenOff } from '../command/print-steps.ts'
import { Terminal } from '../terminal/terminal.ts'
import { readBase } from './base-file.ts'
import { carryOut } from './carry-out.ts'
import type { Step } from './plan-transfer.ts'
import { TransferBase } from './transfer-base.ts'

const steps = ['a', 'b', 'c'].map((tag): Step => ({ operation: 'create', comparison: { tag, changedIn: 'folder' } }))

describe('carryOut', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'triggerkit-carry-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('that fails in the middle remembers what was done, and says what was not', async () => {
    const stream = new PassThrough()
    const terminal = new Terminal({ stdout: stream, stderr: stream, stdin: stream, env: {} })
    const step = async ({ comparison: { tag } }: Step) => {
      if (tag === 'b') throw new StoreConflictError({ tag, expected: 1, found: 2 })
      return { version: 7, definition: { tag } }
    }
    const base = new TransferBase(new Map(), [], steps, 'store')
    const failure = await carryOut(steps, { terminal, label: 'push', folder, base, step }).catch((error) => error)
    const { base: written, pending } = await readBase(folder)
    expect([...written]).toMatchObject([['a', { version: 7 }]])
    // What the step of b did before it failed is not known.
    expect([...pending!.entries.keys()]).toEqual(['b', 'c'])
    expect(brokenOff('push', steps, failure)).toMatchObject({
      code: 'TRANSFER_BROKEN_OFF',
      exitCode: 4,
      message: expect.stringMatching(/broke off at "b": [\s\S]*version 2[\s\S]*Done: "a"\. Not done: "b", "c"\./),
      data: { done: [{ tag: 'a', operation: 'create', version: 7 }], left: ['b', 'c'] },
    })
  })
})
