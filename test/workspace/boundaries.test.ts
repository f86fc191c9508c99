import { expect, it } from 'vitest'
import { judgeImports } from '../../scripts/check/boundaries.mjs'

const exported = new Set(['@triggerkit/core', '@triggerkit/core/adapter', '@triggerkit/typeorm'])

it.each([
  ['packages/core/src/engine/a.ts', `import { b } from '../plan/b.ts'`],
  ['packages/core/src/engine/a.ts', `/** import { x } from '@triggerkit/typeorm' */`],
  ['packages/core/src/context/a.ts', `import { AsyncLocalStorage } from 'node:async_hooks'`],
  ['packages/core/src/engine/a.test.ts', `import { once } from 'node:events'`],
  ['packages/core/src/message/a.ts', `import { readFile } from 'node:fs/promises'`],
  ['packages/core/src/messages.ts', `export { loadMessages } from './message/load-messages.ts'`],
  ['packages/typeorm/src/a.ts', `import type { Port } from '@triggerkit/core/adapter'`],
])('%s may have: %s', (path, text) => {
  expect(judgeImports([{ path, text }], exported)).toEqual([])
})

it.each([
  ['packages/core/src/engine/a.ts', `import { once } from 'node:events'`, 'loading at the edge'],
  [
    'packages/core/src/index.ts',
    `export { loadMessages } from './message/load-messages.ts'`,
    'messages are reached by',
  ],
  ['packages/core/src/engine/a.ts', `import { defineMessages } from '../messages.ts'`, 'messages are reached by'],
  ['packages/core/src/engine/a.ts', `const { once } = await import('events')`, 'loading at the edge'],
  [
    'packages/core/src/engine/a.ts',
    `export { triggers } from '@triggerkit/typeorm'`,
    'core may import none of our packages',
  ],
  ['packages/core/src/engine/a.ts', `import '../../../typeorm/src/triggers.ts'`, 'leaves src of its package'],
  ['packages/providers/src/smtp/a.ts', `import { triggers } from '@triggerkit/typeorm'`, 'providers may import core'],
  ['packages/typeorm/src/a.ts', `import { Plan } from '@triggerkit/core/dist/plan'`, 'no export of a package'],
])('%s may not have: %s', (path, text, reason) => {
  expect(judgeImports([{ path, text }], exported)).toEqual([expect.stringContaining(reason)])
})

it('a file that only tests import may use Node, until something else imports it too', () => {
  const reference = {
    path: 'packages/core/src/value/reference.ts',
    text: `import { isDeepStrictEqual } from 'node:util'`,
  }
  const test = { path: 'packages/core/src/value/equal.test.ts', text: `import { same } from './reference.ts'` }
  const shipped = { path: 'packages/core/src/value/equal.ts', text: `import { same } from './reference.ts'` }
  expect(judgeImports([reference, test], exported)).toEqual([])
  expect(judgeImports([reference, test, shipped], exported)).toEqual([expect.stringContaining('loading at the edge')])
})
