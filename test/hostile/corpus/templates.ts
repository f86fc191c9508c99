import { type RefusedDefinition, withAction, withMessage } from '../hostile-case.ts'

/** Placeholders that are none, or that try to be more than a path. */
export const templates: readonly RefusedDefinition[] = [
  { tries: 'a placeholder that never ends', definition: withMessage('{{record.name'), problem: 'not closed' },
  {
    tries: 'a placeholder that ends in the next text',
    definition: withMessage('{{record.name} }'),
    problem: 'not closed',
  },
  { tries: 'an empty placeholder', definition: withMessage('{{}}'), problem: 'empty' },
  { tries: 'a blank placeholder', definition: withMessage('{{   }}'), problem: 'empty' },
  { tries: 'a placeholder in a placeholder', definition: withMessage('{{record.{{record.name}}}}'), problem: 'brace' },
  {
    tries: 'three braces, which elsewhere turn escaping off',
    definition: withMessage('{{{record.name}}}'),
    problem: 'brace',
  },
  { tries: 'a line break in a placeholder', definition: withMessage('{{record\n.name}}'), problem: 'line break' },
  { tries: 'two dots', definition: withMessage('{{record..name}}'), problem: 'is no path' },
  { tries: 'a dot in front', definition: withMessage('{{.record}}'), problem: 'is no path' },
  { tries: 'a dot behind', definition: withMessage('{{record.}}'), problem: 'is no path' },
  {
    tries: 'a path of 300 characters',
    definition: withMessage(`{{record.${'a'.repeat(300)}}}`),
    problem: 'longer than 256',
  },
  { tries: 'a slip of the pen', definition: withMessage('{{recrod.name}}'), problem: 'did you mean' },
  { tries: 'rows of a write that there are not', definition: withMessage('{{records}}'), problem: "forEach: 'write'" },
  {
    tries: 'the result of an action that comes later',
    definition: withMessage('{{actions.later.result}}'),
    problem: 'earlier action',
  },
  { tries: 'the results of all actions', definition: withMessage('{{actions}}'), problem: 'earlier action' },
  {
    tries: 'a broken placeholder deep in a body',
    definition: withAction({ type: 'http.post', url: 'https://example.com', body: { a: [{ b: '{{' }] } }),
    problem: 'body.a[0].b: wrong template',
  },
  {
    tries: 'a broken placeholder in a header',
    definition: withAction({ type: 'http.get', url: 'https://example.com', headers: { 'x-a': '{{record.' } }),
    problem: 'headers.x-a: wrong template',
  },
]
