import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from './fixture/project.ts'

const minutes = 60_000
const engine = `export default { engine: `

/** What is in a config, how the command ends, and what it has to say. */
const cases: Record<string, { text: string; code: number; says: (string | RegExp)[] }> = {
  'does not parse': {
    text: 'export default {\n  engine: async () => { const x = ;\n}',
    code: 3,
    says: ['CONFIG_UNREADABLE', /triggerkit\.config\.ts:2: ParseError: Unexpected token/],
  },
  'throws while it loads': {
    text: `const url = 1\nthrow new Error('DATABASE_URL is not set')`,
    code: 3,
    says: ['CONFIG_UNREADABLE', 'triggerkit.config.ts:2: DATABASE_URL is not set'],
  },
  'imports what is not there': {
    text: `import x from 'not-installed-here'\nexport default x`,
    code: 3,
    says: ['CONFIG_UNREADABLE', "Cannot find module 'not-installed-here'", 'Install what it imports'],
  },
  'exports nothing': {
    text: 'export const config = 1',
    code: 3,
    says: ['CONFIG_INVALID', 'engine: expected a function'],
  },
  'has another shape': {
    text: 'export default { engnie: 1, folder: 5 }',
    code: 3,
    says: ['CONFIG_INVALID', 'engine: expected a function', 'folder: expected the path', 'did you mean "engine"?'],
  },
  'gives something else': {
    text: `${engine}() => ({ triggers: {}, close: 1 }) }`,
    code: 3,
    says: ['CONFIG_INVALID', 'triggers: expected what createTriggers gives', 'close: expected a function'],
  },
  'gives the bare engine': {
    text: `import { createTriggers } from '@triggerkit/core'\n${engine}() => createTriggers() }`,
    code: 3,
    says: ['CONFIG_INVALID', 'return { triggers: engine }'],
  },
  'has an engine that throws': {
    text: `${engine}async () => {\n  throw new Error('nobody home\\u001b[2J')\n} }`,
    code: 3,
    says: ['CONFIG_ENGINE', 'triggerkit.config.ts:2: nobody home\\u001b[2J'],
  },
  'throws a text': { text: `throw 'a text'`, code: 3, says: ['CONFIG_UNREADABLE', 'a text'] },
  'has an engine that never comes to an end': {
    text: `${engine}() => new Promise(() => {}) }`,
    code: 3,
    says: ['STANDSTILL', 'waits for something that never comes'],
  },
  'never comes to its end': { text: `await new Promise(() => {})`, code: 3, says: ['STANDSTILL'] },
  'fails where nobody waits for it': {
    text: `${engine}() => {\n  setTimeout(() => { throw new Error('lost\\u001b[2J') })\n  return new Promise((resolve) => setTimeout(resolve, 60_000))\n} }`,
    code: 5,
    says: ['UNCAUGHT', /lost\\u001b\[2J\n {4}at .*triggerkit\.config\.ts/],
  },
  'cannot reach its database': {
    text: `import { createConnection } from 'node:net'\n${engine}() => new Promise((_, reject) => createConnection(1, '127.0.0.1').on('error', reject)) }`,
    code: 5,
    says: ['CONFIG_ENGINE', 'ECONNREFUSED', 'Is the database up'],
  },
}

describe('a config', { timeout: 2 * minutes }, () => {
  let project: Project
  beforeAll(async () => {
    project = await createProject()
  })
  afterAll(() => project?.remove())

  it.each(Object.entries(cases))('that %s is a clear error', async (_, { text, code, says }) => {
    await project.write('triggerkit.config.ts', text)
    const ended = await project.run(['check'])
    expect(ended).toMatchObject({ code, stdout: '' })
    for (const part of says) expect(ended.stderr).toMatch(part)
    expect(ended.stderr).not.toContain('\u001b')
  })

  it('that is not there says where it was looked for; with --json too', async () => {
    const ended = await project.run(['check', '--config', 'other.ts', '--json'])
    expect(ended.code).toBe(3)
    expect(JSON.parse(ended.stderr).error).toMatchObject({ code: 'CONFIG_MISSING', exitCode: 3 })
  })

  it('is found above, may be CommonJS, and need not close anything', async () => {
    await project.write(
      'app/triggerkit.config.cjs',
      `
      const { createTriggers } = require('@triggerkit/core')
      module.exports = { engine: () => { setInterval(() => {}, 1000); return { triggers: createTriggers() } } }`,
    )
    await project.write('app/src/x.txt', '')
    const ended = await project.run(['list', '--config', 'app/triggerkit.config.cjs'])
    expect(ended).toMatchObject({ code: 0, stdout: 'No triggers.\n' })
  })
})
