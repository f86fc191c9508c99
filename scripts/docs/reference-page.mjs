import { loadSource } from './load-source.mjs'
import { markdownTable } from './markdown-table.mjs'

const core = 'packages/core/src'

/** docs/reference.md: everything that a definition may say, from the tables that definitions are checked by. */
export async function referencePage() {
  const sections = [
    head,
    await definitionSection(),
    await eventSection(),
    await conditionSection(),
    await placeholderSection(),
    await timingSection(),
    await actionSection(),
    await limitSection(),
    await errorSection(),
  ]
  return `${sections.join('\n\n')}\n`
}

const head = `# Reference

Everything that a definition may say. This page is generated from the tables that definitions are checked by (\`npm run docs\`); an editor
completes from the same tables with the JSON Schema \`@triggerkit/core/schema.json\`. Strings and enum members are the same values:
\`TriggerEvent.AFTER_INSERT === 'afterInsert'\`; either spelling is accepted, in any case.`

async function definitionSection() {
  const { definitionSchema } = await loadSource(`${core}/trigger/definition-schema.ts`)
  const { properties, required } = definitionSchema()
  const rows = Object.entries(properties)
    .filter(([name]) => name !== '$schema')
    .map(([name, property]) => [
      `\`${name}\``,
      typeOf(property),
      required.includes(name) ? 'yes' : '',
      defaultOf(property),
      property.description ?? '',
    ])
  const table = markdownTable(['key', 'type', 'required', 'default', 'meaning'], rows)
  return `## A definition\n\nIn \`register(table, …)\` the table is the argument, and \`tables\` may be left out.\n\n${table}`
}

/** @param {any} property of a JSON Schema */
function typeOf(property) {
  if (property.enum !== undefined) return choicesOf(property.enum)
  if (property.anyOf !== undefined) return 'condition'
  if (property.$ref !== undefined) return 'object'
  if (property.type !== 'array') return [property.type].flat().join(' or ')
  if (property.items.$ref !== undefined) return 'array of actions'
  return `array of ${[property.items.type ?? 'string'].flat().join('s or ')}s`
}

/**
 * Each value once, where a member's name is accepted for it too.
 *
 * @param {string[]} values
 */
function choicesOf(values) {
  const isName = (/** @type {string} */ value) => value !== value.toLowerCase() && values.includes(value.toLowerCase())
  return values
    .filter((value) => !isName(value))
    .map((value) => `\`'${value}'\``)
    .join(', ')
}

/** @param {any} property of a JSON Schema */
function defaultOf(property) {
  return property.default === undefined ? '' : `\`${JSON.stringify(property.default).replaceAll('"', "'")}\``
}

async function limitSection() {
  const { limits } = await loadSource(`${core}/trigger/limits.ts`)
  /** @param {number} number */
  const told = (number) => (Number.isFinite(number) ? number.toLocaleString('en-US') : 'none')
  const rows = Object.entries(limits).map(([name, { code, stored, unit, description, fixed }]) => [
    `\`${name}\``,
    told(stored),
    told(code),
    unit,
    fixed ? '' : 'yes',
    description,
  ])
  const table = markdownTable(['limit', 'stored', 'code', 'of', 'option', 'what is counted'], rows)
  return (
    '## Limits\n\nHow much of everything a definition may have; where there is more, the error names the limit and what was found. Those ' +
    'marked as an option\nare set for stored definitions by `createTriggers({ stored: { … } })`, up to the number for code.\n\n' +
    table
  )
}

async function eventSection() {
  const { TriggerEvent } = await loadSource(`${core}/trigger/trigger-event.ts`)
  const rows = Object.entries(TriggerEvent).map(([member, value]) => [
    `\`${member}\``,
    `\`'${value}'\``,
    `${member.startsWith('BEFORE') ? 'Before' : 'After'} a row is ${whenOf(value)}.`,
  ])
  return `## Events\n\n${markdownTable(['member', 'value', 'when'], rows)}`
}

/** @param {string} event */
function whenOf(event) {
  if (event.endsWith('Write')) return 'inserted, updated or deleted'
  return event.endsWith('Delete') ? 'deleted' : event.endsWith('Insert') ? 'inserted' : 'updated'
}

async function conditionSection() {
  const { operatorDescriptions } = await loadSource(`${core}/condition/operator-descriptions.ts`)
  const { operandKinds } = await loadSource(`${core}/condition/operator-name.ts`)
  const rows = Object.entries(operatorDescriptions).map(([name, description]) => [
    `\`${name}\``,
    `\`${methodOf(name)}\``,
    operands[operandKinds[name]] ?? '',
    description,
  ])
  return `## Conditions

\`{ field, operator, value }\`, \`{ and: [ … ] }\`, \`{ or: [ … ] }\`, \`{ not: … }\`, nested at will, or the builder
\`Trigger.when.field('record.total').greaterThan(1000)\`. A bare \`total\` is \`record.total\`. Values compare by the column's kind and by value;
without a schema nothing is converted from one type to another.

${markdownTable(['operator', 'builder', 'value', 'holds of'], rows)}`
}

/** @type {Record<string, string>} */
const operands = {
  none: '',
  any: 'any value',
  ordered: 'a number, date or text',
  list: 'an array',
  text: 'a text',
  pattern: 'a regular expression',
}

/** @param {string} operator */
function methodOf(operator) {
  return operator.toLowerCase().replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase())
}

async function placeholderSection() {
  const { placeholderDescriptions } = await loadSource(`${core}/context/placeholder-descriptions.ts`)
  const rows = Object.values(placeholderDescriptions).map(({ example, description }) => [`\`${example}\``, description])
  return `## Placeholders

A text that is one placeholder keeps the value's type (\`'{{record.total}}'\` is a number, \`'{{record}}'\` the object); in any other text
values become text. A missing value is empty in a text and absent as a value; in a filter or key it is an error. What
\`triggers.withContext({ tenant }, fn)\` was given beyond \`user\` is there by its own name, \`{{tenant.id}}\`.

${markdownTable(['placeholder', 'stands for'], rows)}`
}

async function timingSection() {
  const { TriggerTiming } = await loadSource(`${core}/trigger/trigger-timing.ts`)
  const rows = Object.entries(TriggerTiming).map(([member, value]) => [
    `\`${member}\``,
    `\`'${value}'\``,
    ...(timings[value] ?? ['', '', '']),
  ])
  const columns = ['member', 'value', 'before event', 'after event, `database.*`', 'after event, all other families']
  return `## Timing

${markdownTable(columns, rows)}

\`phase\` on an after-action overrides the place. Jobs are run by a worker, at least once, those of \`database.*\` exactly once: [queue.md](queue.md).
They need \`createTriggers({ outbox })\`. \`defaults: { timing: { external: 'queued' } }\` makes every after-action of a family that leaves the
application queued that has no \`timing\` of its own.`
}

/** @type {Record<string, [string, string, string]>} */
const timings = {
  sync: [
    'runs now; a failure blocks the write',
    "in the write's transaction; a failure rolls it back",
    'after the commit, awaited; a failure is reported, not thrown',
  ],
  async: ['started, not awaited, cannot block', 'after the commit, not awaited', 'after the commit, not awaited'],
  queued: ['a Job of the same transaction', 'a Job of the same transaction', 'a Job of the same transaction'],
}

async function actionSection() {
  const { actionPayloads } = await loadSource(`${core}/trigger/action-payload.ts`)
  const { payloadShapes } = await loadSource(`${core}/trigger/payload-shape.ts`)
  const { TriggerActionType } = await loadSource(`${core}/trigger/trigger-action-type.ts`)
  const parts = Object.entries(TriggerActionType).map(([member, type]) => {
    const { description, fields, oneOf = [] } = actionPayloads[type]
    const rows = Object.entries(fields).map(([name, field]) => [
      `\`${name}\``,
      field.allowed ? field.allowed.join(', ') : payloadShapes[field.shape].expected,
      field.required ? 'yes' : oneOf.includes(name) ? 'one of' : '',
      field.description,
    ])
    const table = rows.length === 0 ? '' : `\n\n${markdownTable(['field', 'type', 'required', 'meaning'], rows)}`
    return `### \`${type}\`\n\n\`TriggerActionType.${member}\`. ${description}${table}`
  })
  return `## Actions

An action is \`{ type, …fields }\` or \`{ type, config: { …fields } }\`. These keys are the action's own, whatever its type;
those that say "Queued" are for \`timing: 'queued'\`, and their texts may hold placeholders. A queued action without \`retry\` is tried by
[defaults of its own](queue.md#when-an-attempt-fails).

${await ownKeysTable()}

${parts.join('\n\n')}`
}

async function ownKeysTable() {
  const { actionKeys } = await loadSource(`${core}/trigger/action-keys.ts`)
  const { definitionSchema } = await loadSource(`${core}/trigger/definition-schema.ts`)
  const { properties } = definitionSchema().definitions.action
  const { retry } = definitionSchema().definitions
  const rows = actionKeys.map((/** @type {string} */ name) => [
    `\`${name}\``,
    name === 'type' ? 'see below' : typeOf(properties[name]),
    defaultOf(properties[name]),
    name === 'retry' ? retry.description : (properties[name].description ?? ''),
  ])
  const parts = Object.entries(retry.properties).map(([name, { description = '' }]) => [
    `\`retry.${name}\``,
    typeOf(retry.properties[name]),
    '',
    description,
  ])
  return markdownTable(['key', 'type', 'default', 'meaning'], [...rows, ...parts])
}

async function errorSection() {
  const { errorCodes } = await loadSource(`${core}/errors/error-codes.ts`)
  const rows = Object.entries(errorCodes).map(([code, { error, meaning, remedy }]) => [
    `\`${code}\``,
    `\`${error}\``,
    meaning,
    remedy,
  ])
  return `## Errors

Every error has \`code\`, \`message\` (what, where, how to mend it) and \`data\`. Recognise its class with \`isInstance\`
(\`ActionError.isInstance(error)\`), which also knows the errors of a second copy of the package.

${markdownTable(['code', 'class', 'meaning', 'remedy'], rows)}`
}
