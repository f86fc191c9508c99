import type { Port } from '../adapter/port.ts'
import type { Row } from '../change/change.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import { ProviderRegistry, type Providers } from '../provider/provider-registry.ts'
import type { NormalizedAction } from './action-definition.ts'
import type { ActionEnvironment, ActionExecutor, ActionRun } from './action-executor.ts'
import type { ActionFunction } from './action-function.ts'
import { type Clock, systemClock } from './clock.ts'
import { compilePayload } from './compile-payload.ts'
import { Egress } from './egress/egress.ts'
import { renderInput } from './render-input.ts'
import type { RowVerdict } from './row-verdict.ts'
import type { StoredReach } from './stored-reach.ts'

export interface RunFixture {
  type: string
  payload?: Record<string, unknown>
  record?: Row
  previousRecord?: Row
  verdict?: RowVerdict
  options?: Partial<NormalizedAction>
  stored?: StoredReach
}

/** For tests: the run that the engine would make of such an action and record. */
export function toRun(fixture: RunFixture): ActionRun {
  const { type, payload = {}, record = {}, previousRecord, verdict, options, stored } = fixture
  const [family = type, verb = ''] = type.split('.')
  const context: ActionRun['context'] = {
    event: verdict ? 'beforeInsert' : 'afterInsert',
    table: 'orders',
    operation: 'insert',
    record,
    previousRecord,
    changedFields: Object.keys(record),
    timestamp: '2026-01-02T03:04:05.000Z',
  }
  const own = { name: 'step', timing: 'sync' as const, continueOnError: false, unsafeBeforeCommit: false, ...options }
  const action = { type, family, verb, payload, ...own }
  const trigger = { name: 'rule', tag: 'rule', origin: 'code' as const }
  return {
    action,
    trigger,
    context,
    input: renderInput(compilePayload(type, payload), { action, trigger, context }),
    verdict,
    stored,
    idempotencyKey: '018f-key',
  }
}

export interface EnvironmentFixture {
  port?: Port
  handle?: object
  providers?: Providers
  functions?: Record<string, ActionFunction>
  clock?: Clock
  signal?: AbortSignal
  egress?: Egress
}

export function toEnvironment({
  port,
  handle,
  providers,
  functions = {},
  clock = systemClock,
  signal,
  egress,
}: EnvironmentFixture = {}): ActionEnvironment {
  return {
    port,
    handle,
    providers: new ProviderRegistry(providers),
    functions: new Map(Object.entries(functions)),
    clock,
    egress: egress ?? new Egress(),
    signal: signal ?? new AbortController().signal,
  }
}

/** Runs one action once; its result. */
export async function runOne(
  executor: ActionExecutor,
  run: RunFixture,
  environment: EnvironmentFixture = {},
): Promise<unknown> {
  const [result] = await executor.execute([toRun(run)], toEnvironment(environment))
  return result
}

/** A verdict that keeps what it was told. */
export class RecordingVerdict implements RowVerdict {
  readonly fields: Row = {}
  skipped = false
  readonly #record: Row

  constructor(record: Row = {}) {
    this.#record = record
  }

  set(fields: Row): void {
    Object.assign(this.fields, fields)
    Object.assign(this.#record, fields)
  }

  skip(): void {
    this.skipped = true
  }

  reject(message: string, options?: { code?: string; field?: string; cause?: unknown }): never {
    throw new WriteRejectedError({ trigger: 'rule', message, ...options })
  }
}
