import { describe, expect, it } from 'vitest'
import { readReference, roundId, toReference } from './job-reference.ts'

const job = { id: '0190b4c1-7d3e-7a55-b4e4-3d8f5b0c9a11', runAt: 1_720_000_000_000 }

describe('a reference to a Job', () => {
  it('is read back', () => {
    expect(readReference(JSON.parse(JSON.stringify(toReference(job))))).toEqual({ triggerkit: 1, ...job })
  })

  it('has an id that BullMQ takes: no number, and without a colon; another one in each round', () => {
    expect(roundId(job)).toBe('0190b4c1-7d3e-7a55-b4e4-3d8f5b0c9a11-1720000000000')
    expect(roundId({ ...job, runAt: job.runAt + 1 })).not.toBe(roundId(job))
  })

  it.each([undefined, null, 'text', {}, { triggerkit: 2, ...job }, { triggerkit: 1, id: 'a' }])('is not %j', (data) => {
    expect(readReference(data)).toBeUndefined()
  })
})
