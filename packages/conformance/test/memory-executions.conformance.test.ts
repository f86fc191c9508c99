import { memoryExecutions } from '@triggerkit/core'
import type { ExecutionLog } from '@triggerkit/core/adapter'
import { type ExecutionsBench, runExecutionsSuite } from '../src/index.ts'

runExecutionsSuite({ name: 'memoryExecutions()', setup: async () => memoryBench() })

function memoryBench(): ExecutionsBench {
  const make = (): ExecutionLog => memoryExecutions().connect(undefined as never)
  let log = make()
  return {
    get log() {
      return log
    },
    clear: async () => void (log = make()),
    teardown: async () => undefined,
  }
}
