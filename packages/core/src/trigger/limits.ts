/** How much of something a definition may have. */
export interface Limit {
  /** Of a definition in code, and the most that `createTriggers({ stored })` can set. `Infinity`: no limit. */
  code: number
  /** Of a stored definition, unless `createTriggers({ stored: { … } })` sets another (R46). */
  stored: number
  /** What is counted, as messages tell it: `20 actions`. */
  unit: string
  description: string
  /** The same for every engine: `createTriggers({ stored })` does not set it. */
  fixed?: boolean
}

export type LimitName =
  | 'maxActions'
  | 'maxTables'
  | 'maxEvents'
  | 'maxEnvs'
  | 'maxValues'
  | 'maxDepth'
  | 'maxTextLength'
  | 'maxTotalLength'
  | 'maxKeyLength'
  | 'maxNameLength'
  | 'maxDescriptionLength'
  | 'maxPlaceholders'
  | 'maxConditions'
  | 'maxListLength'
  | 'maxPatterns'
  | 'maxPatternLength'
  | 'maxProgramSize'
  | 'maxPriority'
  | 'maxAttempts'
  | 'maxRetryDelayMs'
  | 'maxBackoff'
  | 'maxTimeoutMs'
  | 'maxWrites'
  | 'maxTriggers'

const unlimited = Number.POSITIVE_INFINITY
const longestTimerMs = 2_147_483_647

/** Every limit of definitions and of what stored ones may do: the one place where the numbers stand. */
export const limits: Readonly<Record<LimitName, Limit>> = {
  maxActions: { code: 100, stored: 20, unit: 'actions', description: 'Actions of one trigger.' },
  maxTables: { code: 1_000, stored: 100, unit: 'tables', description: 'Tables that one trigger names.' },
  maxEvents: { code: 16, stored: 16, unit: 'events', description: 'Entries of `events`.', fixed: true },
  maxEnvs: { code: 100, stored: 100, unit: 'environments', description: 'Entries of `envs`.', fixed: true },
  maxValues: {
    code: 20_000,
    stored: 5_000,
    unit: 'values',
    description: 'Values in one definition: objects, arrays and what is in them.',
  },
  maxDepth: { code: 100, stored: 40, unit: 'levels', description: 'Levels of objects and arrays in each other.' },
  maxTextLength: { code: 100_000, stored: 50_000, unit: 'characters', description: 'Length of one text.' },
  maxTotalLength: {
    code: 2_000_000,
    stored: 250_000,
    unit: 'characters',
    description: 'Length of all texts and keys of one definition together.',
  },
  maxKeyLength: { code: 256, stored: 256, unit: 'characters', description: 'Length of a key.', fixed: true },
  maxNameLength: {
    code: 200,
    stored: 200,
    unit: 'characters',
    description: 'Length of a name or tag, of a trigger, action, table or environment.',
    fixed: true,
  },
  maxDescriptionLength: { code: 10_000, stored: 2_000, unit: 'characters', description: 'Length of `description`.' },
  maxPlaceholders: { code: 5_000, stored: 1_000, unit: 'placeholders', description: '`{{placeholders}}` altogether.' },
  maxConditions: {
    code: 5_000,
    stored: 500,
    unit: 'conditions',
    description: 'Comparisons, `and`, `or` and `not` of one condition together.',
  },
  maxListLength: {
    code: 10_000,
    stored: 1_000,
    unit: 'values',
    description: 'Values of one list: of IN and NOT_IN, and of $in and $nin in a filter.',
  },
  maxPatterns: {
    code: 100,
    stored: 10,
    unit: 'patterns',
    description: 'Regular expressions of one definition: of MATCHES and of rules.',
  },
  maxPatternLength: {
    code: 1_000,
    stored: 1_000,
    unit: 'characters',
    description: 'Length of a regular expression.',
    fixed: true,
  },
  maxProgramSize: {
    code: 2_000,
    stored: 2_000,
    unit: 'steps',
    description: 'Steps that a regular expression compiles to.',
    fixed: true,
  },
  maxPriority: {
    code: 1_000_000,
    stored: 1_000_000,
    unit: '',
    description: '`priority`, also below zero.',
    fixed: true,
  },
  maxAttempts: { code: 1_000, stored: 10, unit: 'attempts', description: '`retry.maxAttempts` of an action.' },
  maxRetryDelayMs: {
    code: longestTimerMs,
    stored: 60_000,
    unit: 'milliseconds',
    description: '`retry.initialDelay` and `retry.maxDelay` of an action.',
  },
  maxBackoff: { code: 1_000, stored: 10, unit: '', description: '`retry.backoffMultiplier` of an action.' },
  maxTimeoutMs: { code: longestTimerMs, stored: 60_000, unit: 'milliseconds', description: '`timeout` of an action.' },
  maxWrites: {
    code: unlimited,
    stored: 1_000,
    unit: 'rows',
    description:
      'Rows that a stored trigger may write by `database.*` for one Change, with all that stored triggers write because of it.',
  },
  maxTriggers: {
    code: unlimited,
    stored: 10_000,
    unit: 'triggers',
    description: 'Definitions that one `load()` takes.',
  },
}

/** The limits that hold for one definition. */
export type Bounds = Readonly<Record<LimitName, number>>

/** The limits of definitions in code. */
export const codeBounds: Bounds = boundsBy(({ code }) => code)

export function boundsBy(pick: (limit: Limit, name: LimitName) => number): Bounds {
  const entries = (Object.keys(limits) as LimitName[]).map((name) => [name, pick(limits[name], name)])
  return Object.freeze(Object.fromEntries(entries) as Record<LimitName, number>)
}
