import type { SinkName } from '../action/sink/sinks.ts'
import type { PayloadShapeName } from './payload-shape.ts'
import type { TriggerActionTypeName } from './trigger-action-type.ts'

/** One field of an action's payload. */
export interface PayloadField {
  shape: PayloadShapeName
  required?: boolean
  /** The values that are allowed, where they can be listed. */
  allowed?: readonly string[]
  /** Where its texts end up, and hence what values in them are kept from (R47), and whether secrets may be named there (R48). */
  sink?: SinkName
  description: string
}

/** What an action of one type takes. */
export interface PayloadSpec {
  description: string
  fields: Readonly<Record<string, PayloadField>>
  /** At least one of these fields has to be there. */
  oneOf?: readonly string[]
  /**
   * Whether it may run before a Write, or inside its transaction (R27): the world sees nothing of it before the commit.
   * `read`: only where the request is a GET or HEAD.
   */
  beforeCommit: boolean | 'read'
  /** Before events only. */
  beforeOnly?: boolean
}

const target: PayloadField = {
  shape: 'text',
  required: true,
  sink: 'name',
  description: 'Table that the action works on: entity, model or table name.',
}
const where: PayloadField = {
  shape: 'filter',
  required: true,
  sink: 'filter',
  description: 'Which rows. Empty only with `all: true` (R26).',
}
const all: PayloadField = { shape: 'boolean', description: 'Allows an empty filter: every row. Default false.' }
const notification: PayloadField = {
  shape: 'text',
  required: true,
  sink: 'message',
  description: '`provider:message`; a missing message is `default`.',
}
const recipients: PayloadField = {
  shape: 'texts',
  required: true,
  sink: 'recipients',
  description: 'One address or several.',
}
const storage: PayloadField = {
  shape: 'text',
  required: true,
  sink: 'name',
  description: 'Tag of the storage provider.',
}
const cache: PayloadField = { shape: 'text', required: true, sink: 'name', description: 'Tag of the cache provider.' }
const cacheKey: PayloadField = { shape: 'text', required: true, sink: 'key', description: 'Key of the entry.' }
const input: PayloadField = { shape: 'any', description: 'What it is given.' }
const url: PayloadField = { shape: 'text', required: true, sink: 'url', description: 'Absolute http or https address.' }
const headers: PayloadField = { shape: 'object', sink: 'headers', description: 'Header names and values.' }
const query: PayloadField = { shape: 'object', sink: 'query', description: 'Parameters added to the address.' }
const body: PayloadField = { shape: 'any', sink: 'body', description: 'Text as it is, anything else as JSON.' }
const sign: PayloadField = {
  shape: 'texts',
  sink: 'secret',
  description:
    'Signs the request after Standard Webhooks: the name of the secret, or several while one replaces another.',
}
const message: PayloadField = { shape: 'text', required: true, sink: 'line', description: 'The line.' }
const data: PayloadField = { shape: 'any', description: 'Values to go with it.' }
const quota: PayloadField = { shape: 'text', required: true, sink: 'name', description: 'Tag of the quota.' }
const quotaKey: PayloadField = { shape: 'text', sink: 'key', description: 'Whose quota; default: one for all.' }
const amount: PayloadField = { shape: 'number', description: 'How much. Default 1.' }

const log: PayloadSpec = { description: 'Writes a line to the log.', fields: { message, data }, beforeCommit: true }
const send: PayloadSpec = {
  description: 'Sends an HTTP request with a body.',
  fields: { url, body, headers, query },
  beforeCommit: false,
}
const signed: PayloadSpec = { ...send, fields: { ...send.fields, sign } }

/**
 * Every action type with the fields of its payload: what definitions are checked against, and what the reference is
 * made of.
 */
export const actionPayloads: Readonly<Record<TriggerActionTypeName, PayloadSpec>> = {
  'database.insert': {
    description: 'Inserts rows.',
    fields: {
      table: target,
      data: { shape: 'rows', required: true, description: 'A row, or several: column to value.' },
    },
    beforeCommit: true,
  },
  'database.update': {
    description: 'Updates rows.',
    fields: {
      table: target,
      data: {
        shape: 'update',
        required: true,
        description: 'Column to value, or to an update operator: `{ $inc: 1 }`.',
      },
      where,
      all,
    },
    beforeCommit: true,
  },
  'database.delete': { description: 'Deletes rows.', fields: { table: target, where, all }, beforeCommit: true },
  'storage.upload': {
    description: 'Stores a file.',
    fields: {
      storage,
      path: { shape: 'text', required: true, sink: 'path', description: 'Where to.' },
      dataField: {
        shape: 'text',
        sink: 'fixed',
        description: "Field of the record that carries the file's bytes or base64 text.",
      },
      data: { shape: 'any', description: 'The bytes, text or stream itself.' },
      url: { shape: 'text', sink: 'url', description: 'An http or https address to fetch it from.' },
      mimeType: {
        shape: 'text',
        sink: 'header',
        description: 'Default: what its address or base64 text says, else `application/octet-stream`.',
      },
    },
    oneOf: ['dataField', 'data', 'url'],
    beforeCommit: false,
  },
  'storage.delete': {
    description: 'Deletes a file.',
    fields: { storage, path: { shape: 'text', required: true, sink: 'path', description: 'Which file.' } },
    beforeCommit: false,
  },
  'storage.copy': {
    description: 'Copies a file.',
    fields: {
      storage,
      source: { shape: 'text', required: true, sink: 'path', description: 'Path of the file.' },
      destination: { shape: 'text', required: true, sink: 'path', description: 'Path of the copy.' },
    },
    beforeCommit: false,
  },
  'notification.email': {
    description: 'Sends a mail.',
    fields: {
      notification,
      recipients,
      cc: { shape: 'texts', sink: 'recipients', description: 'Further addresses.' },
      bcc: { shape: 'texts', sink: 'recipients', description: 'Further addresses that nobody sees.' },
      from: { shape: 'text', sink: 'recipient', description: "Default: the provider's." },
      replyTo: { shape: 'text', sink: 'recipient', description: 'Where answers go.' },
      subject: {
        shape: 'text-or-object',
        sink: 'title',
        description: "The subject, or variables for the message's own.",
      },
      template: { shape: 'object', description: "Variables for the message's body." },
      variables: { shape: 'object', description: 'The same as `template`.' },
      text: { shape: 'text', description: 'A plain text body, where the message has none of its own.' },
      html: {
        shape: 'text',
        sink: 'html',
        description: 'An HTML body, where the message has none of its own. Values in it are escaped.',
      },
      attachments: {
        shape: 'objects',
        sink: 'attachments',
        description:
          "Files: `filename`; `data`, bytes or text (with `encoding: 'base64'` base64 text), or `url` to fetch it from; `mimeType`. One without a value is left out.",
      },
      unsubscribeUrl: {
        shape: 'text',
        sink: 'url',
        description: 'Address that takes the receiver off the list: for the header List-Unsubscribe.',
      },
    },
    beforeCommit: false,
  },
  'notification.sms': {
    description: 'Sends a text message.',
    fields: {
      notification,
      recipients,
      body: { shape: 'text-or-object', description: "The text, or variables for the message's own." },
    },
    beforeCommit: false,
  },
  'notification.push': {
    description: 'Sends a push notification.',
    fields: {
      notification,
      device_tokens: { shape: 'texts', required: true, sink: 'recipients', description: 'One device or several.' },
      title: { shape: 'text-or-object', sink: 'title', description: "The title, or variables for the message's own." },
      body: { shape: 'text-or-object', description: "The text, or variables for the message's own." },
      data: { shape: 'object', description: 'Values for the application on the device.' },
    },
    beforeCommit: false,
  },
  'notification.callback': {
    description: 'Calls a webhook that a provider knows.',
    fields: {
      notification,
      callback: { shape: 'object', sink: 'callback', description: '`body`, `headers`, `query`, `params`.' },
    },
    beforeCommit: false,
  },
  'broker.publish': {
    description: 'Publishes a message.',
    fields: {
      broker: { shape: 'text', required: true, sink: 'topic', description: '`provider:topic`.' },
      message: { shape: 'any', required: true, description: 'The message; JSON unless it is text or bytes.' },
      key: {
        shape: 'text',
        sink: 'line',
        description: 'What keeps messages in order or on one partition, where the broker has such.',
      },
      headers: { shape: 'object', sink: 'messageHeaders', description: 'Headers of the message.' },
    },
    beforeCommit: false,
  },
  'cache.get': {
    description: 'Reads an entry; its value is the result.',
    fields: { cache, key: cacheKey },
    beforeCommit: true,
  },
  'cache.set': {
    description: 'Sets an entry.',
    fields: {
      cache,
      key: cacheKey,
      value: { shape: 'any', required: true, description: 'Kept as JSON.' },
      ttl: { shape: 'number', description: 'Seconds until it expires; default: never.' },
    },
    beforeCommit: false,
  },
  'cache.invalidate': {
    description: 'Deletes all entries whose keys match.',
    fields: { cache, pattern: { shape: 'text', required: true, sink: 'glob', description: 'A glob: `user:*`.' } },
    beforeCommit: false,
  },
  'cache.delete': { description: 'Deletes an entry.', fields: { cache, key: cacheKey }, beforeCommit: false },
  'workflow.execute': {
    description: 'Runs a workflow and waits for its result.',
    fields: { workflow: { shape: 'text', required: true, sink: 'name', description: 'Tag of the workflow.' }, input },
    beforeCommit: false,
  },
  'workflow.dispatch': {
    description: 'Starts a workflow.',
    fields: { workflow: { shape: 'text', required: true, sink: 'name', description: 'Tag of the workflow.' }, input },
    beforeCommit: false,
  },
  'action.execute': {
    description: "Runs an application's action.",
    fields: {
      app: { shape: 'text', required: true, sink: 'name', description: 'Tag of the application.' },
      action: { shape: 'text', required: true, sink: 'name', description: 'Name of its action.' },
      input: { ...input, sink: 'body' },
    },
    beforeCommit: false,
  },
  'agent.run': {
    description: 'Runs an AI agent.',
    fields: {
      agent: { shape: 'text', required: true, sink: 'name', description: 'Tag of the agent.' },
      prompt: { shape: 'text', required: true, description: 'What it is to do.' },
      context: { shape: 'object', description: 'What it is to know.' },
    },
    beforeCommit: false,
  },
  'http.get': { description: 'Sends a GET request.', fields: { url, headers, query }, beforeCommit: true },
  'http.post': signed,
  'http.put': signed,
  'http.patch': signed,
  'http.delete': send,
  'http.request': {
    description: 'Sends an HTTP request, POST unless `method` says otherwise.',
    fields: { ...signed.fields, method: { shape: 'text', description: 'Default POST.' } },
    beforeCommit: 'read',
  },
  'log.create': {
    ...log,
    fields: {
      ...log.fields,
      level: { shape: 'text', allowed: ['debug', 'info', 'warn', 'error'], description: 'Default info.' },
    },
  },
  'log.debug': log,
  'log.info': log,
  'log.warn': log,
  'log.error': log,
  'quota.check': {
    description: 'Fails where the quota is used up.',
    fields: { quota, key: quotaKey, amount },
    beforeCommit: true,
  },
  'quota.consume': {
    description: 'Takes from the quota; fails where it is used up.',
    fields: { quota, key: quotaKey, amount },
    beforeCommit: true,
  },
  'fallback.execute': {
    description: 'Runs a chain of alternatives until one succeeds.',
    fields: { fallback: { shape: 'text', required: true, sink: 'name', description: 'Tag of the fallback.' }, input },
    beforeCommit: false,
  },
  'fallback.run': {
    description: 'Runs actions in their order until one succeeds.',
    fields: {
      actions: {
        shape: 'actions',
        required: true,
        description: 'Any but `record.*`, each with its own `retry` and `timeout`; at most 3 levels of `fallback.run`.',
      },
    },
    beforeCommit: false,
  },
  'record.set': {
    description: 'Sets columns of the row that is about to be written.',
    fields: { fields: { shape: 'fields', required: true, description: 'Column to value.' } },
    beforeCommit: true,
    beforeOnly: true,
  },
  'record.skip': { description: 'Drops the row from the Write.', fields: {}, beforeCommit: true, beforeOnly: true },
  'record.reject': {
    description: 'Blocks the Write: the caller gets a `WriteRejectedError`.',
    fields: {
      message: { shape: 'text', required: true, sink: 'line', description: 'What the caller is told.' },
      code: { shape: 'text', description: 'Default `WRITE_REJECTED`.' },
      field: { shape: 'text', description: 'The column that is objected to.' },
    },
    beforeCommit: true,
    beforeOnly: true,
  },
  'record.validate': {
    description: 'Blocks the Write where the row breaks a rule.',
    fields: {
      dto: { shape: 'function', description: 'A class with class-validator decorators. Only in code.' },
      rules: { shape: 'object', description: 'Column to rules.' },
    },
    oneOf: ['dto', 'rules'],
    beforeCommit: true,
    beforeOnly: true,
  },
  custom: {
    description: 'Runs a function.',
    fields: {
      run: { shape: 'function', description: 'The function itself. Only in code.' },
      function: { shape: 'text', description: 'Name of a registered function.' },
    },
    oneOf: ['run', 'function'],
    beforeCommit: true,
  },
  'custom.http': {
    description: 'The same as `http.request`.',
    fields: { ...signed.fields, method: { shape: 'text', description: 'Default POST.' } },
    beforeCommit: 'read',
  },
}
