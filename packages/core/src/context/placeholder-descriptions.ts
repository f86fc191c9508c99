/** The roots of placeholders and condition fields, for the reference: what they stand for, and where they are there. */
export const placeholderDescriptions: Readonly<Record<string, { example: string; description: string }>> = {
  record: {
    example: '{{record.total}}',
    description: 'A field of the row after the write; of a delete, of the row as it was. `{{record}}` is the row.',
  },
  previousRecord: {
    example: '{{previousRecord.total}}',
    description: 'A field of the row before the write; nothing on insert.',
  },
  records: { example: '{{records}}', description: "The rows of the write; only with `forEach: 'write'`." },
  previousRecords: {
    example: '{{previousRecords}}',
    description: "The rows before the write; only with `forEach: 'write'`.",
  },
  count: { example: '{{count}}', description: "How many rows; only with `forEach: 'write'`." },
  changedFields: {
    example: '{{changedFields}}',
    description: 'Names of the columns that changed; on insert, the given ones.',
  },
  input: { example: '{{input.avatarBase64}}', description: 'What the caller gave for the row, as given.' },
  event: { example: '{{event}}', description: 'The concrete event: `afterInsert` also for a trigger on `afterWrite`.' },
  operation: { example: '{{operation}}', description: '`insert`, `update` or `delete`.' },
  soft: { example: '{{soft}}', description: 'Whether a delete is a soft one.' },
  table: { example: '{{table}}', description: "The table by the ORM's name for it: its entity, model or collection." },
  database: { example: '{{database}}', description: '`createTriggers({ database })`.' },
  env: { example: '{{env}}', description: '`createTriggers({ env })`.' },
  timestamp: { example: '{{timestamp}}', description: 'ISO 8601 in UTC, one instant for a whole write.' },
  user: { example: '{{user.id}}', description: '`triggers.withContext({ user }, fn)`.' },
  actions: {
    example: '{{actions.name.result.path}}',
    description: "The result of an earlier action of the same trigger, by the action's name.",
  },
}
