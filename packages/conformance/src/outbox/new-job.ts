import { randomBytes } from 'node:crypto'
import type { NewJob } from '@triggerkit/core/adapter'

let lastMs = 0
let counter = 0

/** A UUIDv7 higher than the one before. */
export function newJobId(): string {
  lastMs = Math.max(lastMs, Date.now())
  counter = (counter + 1) % 0x1000000
  const time = lastMs.toString(16).padStart(12, '0')
  const count = counter.toString(16).padStart(6, '0')
  const tail = randomBytes(6).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.slice(0, 3)}-8${count.slice(3)}-${tail}`
}

/** A Job of the handler and format that the suites' claims know, due at once. */
export function newJob(fields: Partial<NewJob> = {}): NewJob {
  return {
    id: newJobId(),
    format: 1,
    handler: 'http.request',
    trigger: 'order-paid',
    triggerVersion: 0,
    action: 'tell-stock',
    provider: 'http',
    table: 'orders',
    key: '1',
    onDead: 'hold',
    continueOnError: false,
    maxAttempts: 3,
    payload: '{}',
    ...fields,
  }
}

export function newJobs(count: number, fields: Partial<NewJob> = {}): NewJob[] {
  return Array.from({ length: count }, () => newJob(fields))
}

/** The Jobs of one chain, in its order. */
export function newChain(count: number, fields: Partial<NewJob> = {}): NewJob[] {
  const id = newJobId()
  return Array.from({ length: count }, (_, position) => newJob({ ...fields, chain: { id, position } }))
}
