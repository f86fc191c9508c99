import { vi } from 'vitest'
import { runSuite } from './suite/run-suite.ts'

vi.mock('bullmq', () => import('bullmq-5'))
runSuite('bullmq-5', 5)
