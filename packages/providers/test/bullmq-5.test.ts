import { describe, vi } from 'vitest'
import { jobsConformance } from './bullmq/jobs.conformance.ts'
import { outageConformance } from './bullmq/outage.conformance.ts'
import { hasRedis } from './bullmq/queue-place.ts'

vi.mock('bullmq', () => import('bullmq-5'))

describe.skipIf(!hasRedis)('bullmq', () => jobsConformance('5'))
outageConformance('5')
