import { describeText } from '../errors/describe-value.ts'
import { OptionsError } from '../errors/options-error.ts'
import { ProblemList } from '../errors/problem-list.ts'
import { actionPayloads } from '../trigger/action-payload.ts'
import { MemberReader } from '../trigger/check-value.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { isPlainObject } from '../value/plain-object.ts'
import type { WorkerKind } from './worker-kind.ts'

export interface WorkerOptions {
  /** Who it is, in `jobs.get` and `jobs.stats`; unique among all that work at a time. Default: a random one. */
  id?: string
  /** Actions at a time. Default 16. */
  concurrency?: number
  /** Jobs that one claim takes at most: more of them ask the database less often, and wait longer in this process. Default 64. */
  batch?: number
  /** Milliseconds between two looks when nothing was due; up to five times as long while it stays so. Default 1,000. */
  pollMs?: number
  /**
   * Milliseconds that a Job is this worker's without word of it: after a crash it takes so long until somebody else has it. Renewed while the
   * action runs. Not less than any queued action's `timeout`. Default 60,000.
   */
  leaseMs?: number
  /** Only actions of these families: `notification`, `http`, `database`, … Default: all. */
  families?: readonly string[]
  /**
   * Milliseconds that finished Jobs are kept, and dead ones; false: for ever. Default 7 and 90 days. The worker deletes them by and by, a few at
   * a time.
   */
  retention?: { completedMs?: number | false; deadMs?: number | false }
  /**
   * Attempts of one Job that may end without word of them, such as by its process's death, before it is a dead letter (R42). Default 5.
   */
  maxLostAttempts?: number
}

export interface CheckedWorkerOptions {
  readonly id: string
  readonly concurrency: number
  readonly batch: number
  readonly pollMs: number
  readonly leaseMs: number
  readonly families?: readonly string[]
  readonly retention: { readonly completedMs?: number; readonly deadMs?: number }
  readonly maxLostAttempts: number
}

const day = 86_400_000
const longestTimerMs = 2 ** 31 - 1
/** All that `createWorker` takes; others of a kind of their own take some of these, and more. */
export const workerOptionNames: readonly (keyof WorkerOptions)[] = [
  'id',
  'concurrency',
  'batch',
  'pollMs',
  'leaseMs',
  'families',
  'retention',
  'maxLostAttempts',
]

/** @throws OptionsError with every problem of the options. */
export function checkWorkerOptions(
  options: unknown,
  { subject, optionNames, runsActions, checkOptions }: WorkerKind,
  { triggers, timeoutMs }: { triggers: readonly NormalizedTrigger[]; timeoutMs: number },
): CheckedWorkerOptions {
  const problems = new ProblemList()
  const reader = new MemberReader(isPlainObject(options) ? options : {}, '', problems)
  reader.allowOnly(optionNames, `option of ${subject}`)
  const checked = readOptions(reader, problems)
  checkOptions?.(reader, problems)
  if (!isPlainObject(options)) problems.addType('', 'an object of options', options)
  const slow = runsActions ? slowestAction(triggers, timeoutMs) : undefined
  if (slow !== undefined && slow.timeoutMs > checked.leaseMs) {
    problems.add(
      'leaseMs',
      `${checked.leaseMs} is shorter than the timeout of action ${describeText(slow.action)} of trigger ${describeText(slow.trigger)} ` +
        `(${slow.timeoutMs}): somebody else would take its Job for abandoned. Raise it, or lower the \`timeout\``,
    )
  }
  if (!problems.empty) throw new OptionsError({ subject, problems: problems.problems })
  return checked
}

function readOptions(reader: MemberReader, problems: ProblemList): CheckedWorkerOptions {
  const count = (name: string, most: number): number | undefined =>
    reader.number(
      name,
      `a whole number from 1 to ${most}`,
      (value) => Number.isInteger(value) && value >= 1 && value <= most,
    )
  const milliseconds = (name: string, least: number): number | undefined =>
    reader.number(
      name,
      `a number of milliseconds from ${least} to ${longestTimerMs}`,
      (value) => value >= least && value <= longestTimerMs,
    )
  const isId = (value: unknown): value is string =>
    typeof value === 'string' && value.trim() !== '' && value.length <= 100
  return {
    id:
      reader.check('id', 'a text of 1 to 100 characters', isId) ??
      `worker-${globalThis.crypto.randomUUID().slice(0, 13)}`,
    concurrency: count('concurrency', 10_000) ?? 16,
    batch: count('batch', 10_000) ?? 64,
    pollMs: milliseconds('pollMs', 1) ?? 1_000,
    leaseMs: milliseconds('leaseMs', 100) ?? 60_000,
    families: readFamilies(reader, problems),
    retention: readRetention(reader, problems),
    maxLostAttempts: count('maxLostAttempts', 1_000) ?? 5,
  }
}

function readFamilies(reader: MemberReader, problems: ProblemList): readonly string[] | undefined {
  const families = reader.texts('families')
  const known = new Set(Object.keys(actionPayloads).map((type) => type.split('.')[0]!))
  families?.forEach((family, index) => {
    if (!known.has(family)) problems.addUnknown(`families[${index}]`, 'family', family, known)
  })
  return families
}

function readRetention(reader: MemberReader, problems: ProblemList): CheckedWorkerOptions['retention'] {
  const given = reader.object('retention') ?? {}
  const inner = new MemberReader(given, 'retention', problems)
  inner.allowOnly(['completedMs', 'deadMs'], 'key of retention')
  const age = (name: string, byDefault: number): number | undefined => {
    const isAge = (value: unknown): value is number | false =>
      value === false || (typeof value === 'number' && value >= 0)
    const value = inner.check(name, 'a number of milliseconds, or false', isAge)
    return value === false ? undefined : (value ?? byDefault)
  }
  return { completedMs: age('completedMs', 7 * day), deadMs: age('deadMs', 90 * day) }
}

function slowestAction(
  triggers: readonly NormalizedTrigger[],
  byDefault: number,
): { trigger: string; action: string; timeoutMs: number } | undefined {
  const queued = triggers.flatMap(({ name, actions }) =>
    actions
      .filter(({ timing }) => timing === 'queued')
      .map((action) => ({ trigger: name, action: action.name, timeoutMs: action.timeout ?? byDefault })),
  )
  return queued.sort((a, b) => b.timeoutMs - a.timeoutMs)[0]
}
