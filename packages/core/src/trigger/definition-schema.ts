import { ConditionOperator } from '../condition/condition-operator.ts'
import { operandKinds } from '../condition/operator-name.ts'
import { actionKeys } from './action-keys.ts'
import { actionPayloads, type PayloadField } from './action-payload.ts'
import { payloadShapes } from './payload-shape.ts'
import { TriggerActionType, type TriggerActionTypeName } from './trigger-action-type.ts'
import { TriggerEvent } from './trigger-event.ts'
import { TriggerTiming } from './trigger-timing.ts'

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>

const text: JsonSchema = { type: 'string', pattern: '\\S' }
const milliseconds: JsonSchema = { type: 'number', minimum: 0 }
const placeholder: JsonSchema = { type: 'string', pattern: '^\\{\\{[^{}]+\\}\\}$' }

/**
 * The JSON Schema (draft 7) of a stored definition, from the same tables that definitions are checked against: for editors, which complete
 * from it. It knows the canonical spelling of each name (`afterInsert`, `AFTER_INSERT`), and accepts whatever else the check accepts; the
 * check finds more: paths, templates, and what cannot run at an event.
 */
export function definitionSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Triggerkit trigger',
    description: 'A trigger: tables, events, a condition and an ordered list of actions.',
    type: 'object',
    required: ['name', 'tables', 'events', 'actions'],
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...definitionProperties,
    },
    definitions: {
      condition: conditionSchema,
      action: actionSchema(),
      retry: retrySchema,
      placeholder,
      ...payloadDefinitions(),
    },
  }
}

const definitionProperties: JsonSchema = {
  tag: { ...text, description: 'Identity among the stored triggers; default: the name.' },
  name: { ...text, description: 'Unique per table.' },
  description: { type: 'string' },
  tables: {
    ...listOf(text),
    description: "Entity, model or table names; ['*'] is every table but Triggerkit's own.",
  },
  events: { ...listOf({ enum: namesOf(TriggerEvent) }), description: 'When it fires.' },
  condition: { anyOf: [{ $ref: '#/definitions/condition' }, { type: 'null' }], description: 'Default: always.' },
  actions: { type: 'array', items: { $ref: '#/definitions/action' }, description: 'What it does, in this order.' },
  enabled: { type: 'boolean', default: true },
  priority: { type: 'number', default: 100, description: 'Lower runs first.' },
  envs: { ...listOf(text), description: 'The environments that it fires in; default: all.' },
  forEach: { enum: ['row', 'write'], default: 'row', description: 'Once per changed row, or once per write.' },
  per: { enum: ['net', 'change'], default: 'net', description: 'What actions after the commit see of a row.' },
  fire: {
    enum: ['always', 'becomes-true'],
    default: 'always',
    description: '`becomes-true`: the condition did not hold of the row before and holds of it now.',
  },
}

const fieldPath: JsonSchema = { ...text, maxLength: 256, description: 'A path such as record.total.' }

const conditionSchema: JsonSchema = {
  oneOf: [
    ...['and', 'or'].map((junction) => ({
      type: 'object',
      required: [junction],
      additionalProperties: false,
      properties: { [junction]: listOf({ $ref: '#/definitions/condition' }) },
    })),
    {
      type: 'object',
      required: ['not'],
      additionalProperties: false,
      properties: { not: { $ref: '#/definitions/condition' } },
    },
    {
      type: 'object',
      required: ['field', 'operator'],
      additionalProperties: false,
      properties: {
        field: fieldPath,
        operator: { enum: Object.values(ConditionOperator) },
        value: { description: 'What the field is compared with.' },
      },
      allOf: operandRules(),
    },
  ],
}

/** Which operators want a value, and a list, text or pattern as one. */
function operandRules(): JsonSchema[] {
  const operators = Object.values(ConditionOperator)
  const withKind = (...kinds: string[]): string[] => operators.filter((name) => kinds.includes(operandKinds[name]))
  return [
    when('operator', withKind('none'), { properties: { value: { type: 'null' } } }),
    when('operator', withKind('any', 'ordered', 'list', 'text', 'pattern'), { required: ['value'] }),
    when('operator', withKind('list'), {
      properties: { value: { anyOf: [{ type: 'array' }, { $ref: '#/definitions/placeholder' }] } },
    }),
    when('operator', withKind('text', 'pattern'), { properties: { value: { type: 'string' } } }),
    when('operator', withKind('ordered'), { properties: { value: { type: ['number', 'string'] } } }),
  ]
}

const retrySchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  description: 'How a failed action is tried again.',
  properties: {
    maxAttempts: { type: 'integer', minimum: 1, maximum: 1_000, description: 'Attempts in all. Default 1.' },
    initialDelay: { ...milliseconds, description: 'Milliseconds before the second attempt. Default 1,000.' },
    maxDelay: { ...milliseconds, description: 'Most milliseconds between two attempts. Default 30,000.' },
    backoffMultiplier: { type: 'number', minimum: 1, description: 'Default 2.' },
    retryOn: { type: 'array', items: { type: ['string', 'number'] }, description: 'Error codes or HTTP statuses.' },
    jitter: { type: 'number', minimum: 0, maximum: 1, description: 'Share of the delay drawn at random. Default 0.2.' },
  },
}

/** The action's own keys, whatever its type. */
const ownProperties: JsonSchema = {
  type: { enum: namesOf(TriggerActionType), description: 'family.verb' },
  config: { type: 'object', description: 'The payload; its fields may stand beside `type` as well.' },
  name: { ...text, description: 'Names its result: {{actions.name.result}}.' },
  timing: { enum: namesOf(TriggerTiming), default: 'sync', description: 'Who waits for it.' },
  phase: { enum: ['transaction', 'commit'], description: 'Overrides where an after-action runs.' },
  continueOnError: { type: 'boolean', default: false, description: 'Later actions run although this one failed.' },
  retry: { $ref: '#/definitions/retry' },
  timeout: {
    type: 'number',
    exclusiveMinimum: 0,
    description: 'Milliseconds per attempt. Default 10,000, in a transaction 5,000.',
  },
  unsafeBeforeCommit: {
    type: 'boolean',
    default: false,
    description: 'Allows before a write what the world would see before the commit.',
  },
  afterCommitFailure: {
    enum: ['report', 'throw'],
    description: "Whether the caller's call rejects where a sync action fails after the commit. Default: the engine's.",
  },
  delay: {
    type: ['number', 'string'],
    description: 'Queued: milliseconds after the write before it is due, or a template.',
  },
  runAt: {
    type: ['number', 'string'],
    description: 'Queued: when it is due instead: ISO 8601 with its time zone, milliseconds since 1970, or a template.',
  },
  orderingKey: {
    ...text,
    description: 'Queued: Jobs of one key run one after the other, as their rows were committed.',
  },
  onDead: {
    enum: ['hold', 'skip'],
    default: 'hold',
    description: 'Queued: whether later Jobs of the ordering key wait for a dead one.',
  },
  dedupeKey: { ...text, description: 'Queued: within its window only the first Job with this key is kept.' },
  dedupeWindow: {
    type: 'number',
    exclusiveMinimum: 0,
    description: 'Queued: milliseconds from the Job that was kept. Default 3,600,000.',
  },
} satisfies Readonly<Record<(typeof actionKeys)[number], unknown>>

function actionSchema(): JsonSchema {
  const types = Object.keys(actionPayloads) as TriggerActionTypeName[]
  return {
    type: 'object',
    required: ['type'],
    properties: ownProperties,
    allOf: types.map((type) => when('type', spellingsOf(type), payloadSchema(type))),
  }
}

/** The fields of each type's payload, by the type. */
function payloadDefinitions(): JsonSchema {
  const definitions = Object.entries(actionPayloads).map(([type, { fields, description }]) => {
    const properties = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]))
    return [type, { description, properties }] as const
  })
  return Object.fromEntries(definitions)
}

/** What an action of one type takes, its payload flat, in `config`, or in both. */
function payloadSchema(type: TriggerActionTypeName): JsonSchema {
  const { fields, oneOf = [] } = actionPayloads[type]
  const names = Object.keys(fields)
  const payload = { $ref: `#/definitions/${type}` }
  return {
    properties: {
      config: { allOf: [payload], ...(names.length === 0 ? { maxProperties: 0 } : { propertyNames: { enum: names } }) },
    },
    propertyNames: { enum: [...actionKeys, ...names] },
    allOf: [
      payload,
      ...names.filter((name) => fields[name]!.required).map((name) => ({ anyOf: givenIn([name]) })),
      ...(oneOf.length > 0 ? [{ anyOf: givenIn(oneOf) }] : []),
    ],
  }
}

/** Any of these fields is given, in either place. */
function givenIn(names: readonly string[]): JsonSchema[] {
  return names.flatMap((name) => [
    { required: [name] },
    { required: ['config'], properties: { config: { required: [name] } } },
  ])
}

/** A text that is one whole placeholder may stand for any value but a function. */
function fieldSchema({ shape, allowed, description }: PayloadField): JsonSchema {
  const { schema } = payloadShapes[shape]
  const values = allowed === undefined ? schema : { enum: allowed }
  if (shape === 'any' || shape === 'function') return { ...values, description }
  return { anyOf: [values, { $ref: '#/definitions/placeholder' }], description }
}

function when(property: string, values: readonly string[], then: JsonSchema): JsonSchema {
  return { if: { properties: { [property]: { enum: values } }, required: [property] }, then }
}

function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', minItems: 1, items }
}

function namesOf(members: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.values(members), ...Object.keys(members)])]
}

function spellingsOf(type: TriggerActionTypeName): string[] {
  return Object.entries(TriggerActionType)
    .filter(([, value]) => value === type)
    .flatMap(([member, value]) => [value, member])
}
