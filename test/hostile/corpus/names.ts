import { type RefusedDefinition, withAction, withCondition, withMessage } from '../hostile-case.ts'

const unsafeNames = ['__proto__', 'constructor', 'prototype'] as const

/** Ways to the prototypes of all objects: as keys, as paths of conditions, placeholders, filters, updates and columns. */
export const names: readonly RefusedDefinition[] = unsafeNames.flatMap((name) => [
  ...keysNamed(name),
  ...pathsThrough(name),
])

function keysNamed(name: string): RefusedDefinition[] {
  return [
    {
      tries: `${name} as a key of a definition`,
      definition: JSON.parse(
        `{ "name": "rule", "tables": ["users"], "events": ["afterInsert"], "actions": [], "${name}": { "enabled": true } }`,
      ),
      problem: `the key "${name}" is not allowed`,
    },
    {
      tries: `${name} as a key of an action`,
      definition: withAction(JSON.parse(`{ "type": "log.info", "message": "x", "${name}": { "polluted": 1 } }`)),
      problem: `the key "${name}" is not allowed`,
    },
    {
      tries: `${name} as a key of config`,
      definition: withAction(JSON.parse(`{ "type": "log.info", "config": { "message": "x", "${name}": {} } }`)),
      problem: `the key "${name}" is not allowed`,
    },
    {
      tries: `${name} as a column of an insert`,
      definition: withAction(JSON.parse(`{ "type": "database.insert", "table": "audit", "data": { "${name}": 1 } }`)),
      problem: `the key "${name}" is not allowed`,
    },
    {
      tries: `${name} as a column of a filter`,
      definition: withAction(JSON.parse(`{ "type": "database.delete", "table": "audit", "where": { "${name}": 1 } }`)),
      problem: `the key "${name}" is not allowed`,
    },
    {
      tries: `${name} as a column of an update operator`,
      definition: withAction(
        JSON.parse(
          `{ "type": "database.update", "table": "audit", "data": { "$set": { "${name}": 1 } }, "where": { "id": 1 } }`,
        ),
      ),
      problem: `the key "${name}" is not allowed`,
    },
    {
      tries: `${name} as a header`,
      definition: withAction(
        JSON.parse(`{ "type": "http.get", "url": "https://example.com", "headers": { "${name}": "x" } }`),
      ),
      problem: `the key "${name}" is not allowed`,
    },
    {
      tries: `${name} as a variable of a message`,
      definition: withAction(
        JSON.parse(
          `{ "type": "notification.email", "notification": "m", "recipients": ["a@b.c"], "template": { "${name}": "x" } }`,
        ),
      ),
      problem: `the key "${name}" is not allowed`,
    },
    {
      tries: `${name} deep in a condition's value`,
      definition: withCondition(
        JSON.parse(`{ "field": "data", "operator": "EQUALS", "value": { "a": [{ "${name}": 1 }] } }`),
      ),
      problem: `the key "${name}" is not allowed`,
    },
  ]
}

function pathsThrough(name: string): RefusedDefinition[] {
  return [
    {
      tries: `${name} read by a condition`,
      definition: withCondition({ field: `record.${name}`, operator: 'IS_NOT_NULL' }),
      problem: `"${name}" may not be read`,
    },
    {
      tries: `${name} read by a bare field`,
      definition: withCondition({ field: name, operator: 'IS_NOT_NULL' }),
      problem: `"${name}" may not be read`,
    },
    {
      tries: `${name} in the middle of a field`,
      definition: withCondition({ field: `record.data.${name}.constructor`, operator: 'IS_NOT_NULL' }),
      problem: 'may not be read',
    },
    {
      tries: `${name} behind an index`,
      definition: withCondition({ field: `record.data[0].${name}`, operator: 'IS_NOT_NULL' }),
      problem: `"${name}" may not be read`,
    },
    {
      tries: `${name} of the context`,
      definition: withCondition({ field: `context.${name}`, operator: 'IS_NOT_NULL' }),
      problem: `"${name}" may not be read`,
    },
    {
      tries: `${name} in a placeholder`,
      definition: withMessage(`{{record.${name}.polluted}}`),
      problem: 'may not be read',
    },
    {
      tries: `${name} as a placeholder`,
      definition: withMessage(`{{${name}}}`),
      problem: 'may not be read',
    },
    {
      tries: `${name} in a placeholder of a condition's value`,
      definition: withCondition({ field: 'name', operator: 'EQUALS', value: `{{record.${name}}}` }),
      problem: 'may not be read',
    },
  ]
}
