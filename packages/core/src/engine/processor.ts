import { assertArguments } from '../errors/argument-error.ts'
import type { EngineCore } from './engine-core.ts'
import type { ErrorHandler } from './engine-options.ts'

/** What of an engine's options can be changed while it runs: each assignment holds from the next action on. */
export interface ProcessorConfig {
  /** Undefined: `console.error`. */
  onError: ErrorHandler | undefined
  afterCommitFailure: 'report' | 'throw'
  /** Milliseconds per attempt outside and inside a transaction. */
  timeoutMs: number
  transactionTimeoutMs: number
  maxDepth: number
  maxPendingActions: number
  batchSize: number
  waitUntil: ((promise: Promise<unknown>) => void) | undefined
}

/** SPEC's `getProcessor()`: the engine's configuration, readable and assignable after the fact. */
export interface TriggerProcessor {
  readonly config: ProcessorConfig
}

/**
 * The processor of an engine. Assigning what is wrong to a member of its `config` throws an `ArgumentError` and changes nothing; assigning to
 * what is no member throws a TypeError.
 */
export function createProcessor(core: EngineCore): TriggerProcessor {
  const config = Object.seal(
    Object.defineProperties({} as ProcessorConfig, {
      onError: member('onError', core, 'onError', 'a function', isOptionalFunction),
      waitUntil: member('waitUntil', core.background, 'waitUntil', 'a function', isOptionalFunction),
      afterCommitFailure: member('afterCommitFailure', core, 'afterCommitFailure', '"report" or "throw"', isAnswer),
      timeoutMs: member('timeoutMs', core, 'timeoutMs', milliseconds, isPositive),
      transactionTimeoutMs: member('transactionTimeoutMs', core, 'transactionTimeoutMs', milliseconds, isPositive),
      maxDepth: member('maxDepth', core, 'maxDepth', count, isCount),
      maxPendingActions: member('maxPendingActions', core, 'maxPendingActions', count, isCount),
      batchSize: member('batchSize', core, 'batchSize', count, isCount),
    }),
  )
  return Object.freeze({ config })
}

const milliseconds = 'a number of milliseconds above 0'
const count = 'a whole number from 1'

const isOptionalFunction = (value: unknown): boolean => value === undefined || typeof value === 'function'
const isAnswer = (value: unknown): boolean => value === 'report' || value === 'throw'
const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0

/** A member of the configuration that lives in `owner[name]`. */
function member<Owner extends object>(
  label: string,
  owner: Owner,
  name: keyof Owner,
  expected: string,
  test: (value: unknown) => boolean,
): PropertyDescriptor {
  return {
    enumerable: true,
    get: () => owner[name],
    set(value: unknown) {
      assertArguments('getProcessor().config', (problems) => {
        if (!test(value)) problems.addType(label, expected, value)
      })
      owner[name] = value as Owner[keyof Owner]
    },
  }
}
