import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProject, type Project } from './fixture/project.ts'
import { shopConfig } from './fixture/shop-config.ts'

const minutes = 60_000

function yamlOf(tag: string, message: string, table = 'orders'): string {
  return `# ${tag}: for the shop
tag: ${tag}
name: ${tag}
tables: [${table}] # only these
events: [afterInsert]
actions:
  - type: log.info
    config: { message: "${message}" }
`
}

function definitionOf(tag: string, message: string): object {
  const actions = [{ type: 'log.info', config: { message } }]
  return { tag, name: tag, tables: ['orders'], events: ['afterInsert'], actions }
}

describe('triggerkit diff, push and pull', { timeout: 3 * minutes }, () => {
  let project: Project
  beforeEach(async () => {
    project = await createProject({
      'triggerkit.config.ts': shopConfig,
      'triggers/a.yaml': yamlOf('a', 'first'),
      'triggers/b.yaml': yamlOf('b', 'first'),
    })
  })
  afterEach(() => project?.remove())

  const messageOf = async (tag: string): Promise<unknown> => {
    const { answer } = await project.json(['history', tag, '--limit', '1'])
    return answer.versions[0].definition?.actions[0].config.message
  }

  it('push stores what is new, changed and gone, with who and why; diff tells of it before; each in a process of its own', async () => {
    const first = await project.run(['push', '--by', 'ann', '--reason', 'release 1', '--json'])
    expect(first.code, first.stderr).toBe(0)
    expect(JSON.parse(first.stdout)).toEqual({
      steps: ['a', 'b'].map((tag) => ({ tag, operation: 'create', version: 1 })),
    })
    expect((await project.json(['history', 'a'])).answer.versions).toMatchObject([{ by: 'ann', reason: 'release 1' }])
    expect(await project.run(['diff', '--exit-code'])).toMatchObject({
      code: 0,
      stdout: 'Store and folder are the same.\n',
    })

    await project.write('triggers/a.yaml', yamlOf('a', 'second'))
    await project.write('triggers/c.yaml', yamlOf('c', 'new'))
    await rm(join(project.folder, 'triggers/b.yaml'))
    const diff = await project.run(['diff', '--exit-code'])
    expect(diff.code).toBe(1)
    expect(diff.stdout).toContain('a changed in the folder\n  actions[0].config.message\n  - "first"\n  + "second"\n')
    expect((await project.run(['diff'])).code).toBe(0)

    const dry = await project.json(['push', '--dry-run'])
    const steps = [
      { tag: 'c', operation: 'create' },
      { tag: 'a', operation: 'update' },
      { tag: 'b', operation: 'delete' },
    ]
    expect(dry).toEqual({ code: 0, answer: { dryRun: true, steps } })
    expect(await messageOf('a')).toBe('first')
    expect((await project.json(['push'])).answer.steps).toMatchObject(steps)
    expect(await messageOf('a')).toBe('second')
    expect((await project.json(['diff'])).answer).toEqual({ differences: [], unreadable: [] })
  })

  it('push onto a store that changed is refused, with every conflict; nothing is written; --force wins', async () => {
    await project.json(['push'])
    await project.json(['list'], { STORE: JSON.stringify([definitionOf('a', 'live'), definitionOf('b', 'live')]) })
    await project.write('triggers/a.yaml', yamlOf('a', 'mine'))
    await project.write('triggers/c.yaml', yamlOf('c', 'new'))
    const refused = await project.run(['push'])
    expect(refused).toMatchObject({ code: 4, stdout: '' })
    expect(refused.stderr).toMatch(
      /FOLDER_CONFLICT[\s\S]*"a": version 2 in the store, 1 at the last .*changed in the folder/,
    )
    expect(refused.stderr).toMatch(/"b": version 2 in the store, 1 at the last pull or push$/m)
    expect((await project.json(['list', '--stored'])).answer.triggers.map(({ tag }: { tag: string }) => tag)).toEqual([
      'a',
      'b',
    ])

    // Pull cannot take what changed in both, and takes nothing then.
    expect(await project.call(['pull'])).toMatchObject({ code: 4 })
    expect(await project.read('triggers/b.yaml')).toBe(yamlOf('b', 'first'))
    expect((await project.json(['push', '--force'])).answer.steps).toMatchObject([
      { tag: 'c', operation: 'create' },
      { tag: 'a', version: 3 },
      { tag: 'b', version: 3 },
    ])
    expect(await messageOf('a')).toBe('mine')
  })

  it('pull writes what changed in the store, keeps comments, and leaves what was not pushed alone', async () => {
    await project.json(['push'])
    await project.json(['list'], { STORE: JSON.stringify([definitionOf('b', 'live'), definitionOf('d', 'live')]) })
    await project.write('triggers/a.yaml', yamlOf('a', 'mine'))
    const { code, answer } = await project.json(['pull'])
    expect([code, answer.steps]).toMatchObject([
      0,
      [
        { tag: 'd', operation: 'create' },
        { tag: 'b', operation: 'update', version: 2 },
      ],
    ])
    expect(await project.read('triggers/b.yaml')).toMatch(/^# b: for the shop[\s\S]*# only these[\s\S]*live/)
    expect(await project.read('triggers/a.yaml')).toBe(yamlOf('a', 'mine'))
    expect((await project.json(['diff'])).answer.differences).toMatchObject([{ tag: 'a', changedIn: 'folder' }])
    expect((await project.json(['pull', '--force'])).answer.steps).toMatchObject([{ tag: 'a', operation: 'update' }])
    expect(await project.read('triggers/a.yaml')).toContain('first')
  })

  it('pull makes the folder; push and diff do not take one that is missing for an empty one', async () => {
    await project.json(['push'])
    await rm(join(project.folder, 'triggers'), { recursive: true })
    for (const command of ['push', 'diff'])
      expect(await project.call([command])).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('FOLDER_MISSING'),
      })
    expect((await project.json(['pull'])).answer.steps).toMatchObject([{ tag: 'a' }, { tag: 'b' }])
    expect((await readdir(join(project.folder, 'triggers'))).filter((name) => !name.startsWith('.'))).toEqual([
      'a.yaml',
      'b.yaml',
    ])
  })

  it('whatever is wrong in the folder is listed, with file and line where there is one, and nothing is stored', async () => {
    await project.write('triggers/wrong.yaml', yamlOf('wrong', 'x', 'ordres').replace('log.info', 'log.inof'))
    await project.write('triggers/broken.yaml', 'tag: broken\nname: [\n')
    await project.write('triggers/twice.yaml', yamlOf('a', 'again'))
    const refused = await project.run(['push', '--force'])
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    for (const part of [
      /FOLDER_INVALID/,
      /broken\.yaml:\d/,
      /twice\.yaml/,
      /wrong\.yaml:\d+:\d+: "wrong", .*log\.inof/,
    ])
      expect(refused.stderr).toMatch(part)
    expect((await project.json(['list', '--stored'])).answer.triggers).toEqual([])
    const pulled = await project.call(['pull'])
    expect(pulled).toMatchObject({ code: 1, stderr: expect.stringContaining('broken.yaml') })
    expect((await project.json(['diff'])).answer.unreadable).toHaveLength(2)
  })

  it('a push that died before it wrote down what it did is repaired by pushing again', async () => {
    await project.json(['push'])
    const base = await project.read('triggers/.triggerkit.json')
    await project.write('triggers/a.yaml', yamlOf('a', 'second'))
    await project.write('triggers/b.yaml', yamlOf('b', 'second'))
    await project.json(['list'], { STORE: JSON.stringify([definitionOf('a', 'second')]) })
    expect((await project.json(['push'])).answer.steps).toMatchObject([{ tag: 'b', operation: 'update' }])
    await writeFile(join(project.folder, 'triggers/.triggerkit.json'), base)
    expect((await project.json(['push'])).answer.steps).toEqual([])
    expect((await project.json(['diff'])).answer.differences).toEqual([])
  })

  it('what the store adds is no difference in a file that was copied from an answer of fetch', async () => {
    const copied = { ...definitionOf('copied', 'x'), version: 7, createdAt: '2026-01-01T00:00:00Z', updatedAt: 'then' }
    await project.write('triggers/copied.json', JSON.stringify(copied))
    expect((await project.json(['push'])).code).toBe(0)
    expect((await project.json(['push'])).answer.steps).toEqual([])
  })

  it('two pushes of one folder at once: what one has stored is no change of somebody else, also for what is edited then', async () => {
    await project.json(['push'])
    await project.write('triggers/a.yaml', yamlOf('a', 'second'))
    await project.write('triggers/b.yaml', yamlOf('b', 'second'))
    const both = await Promise.all([project.run(['push']), project.run(['push'])])
    for (const { code, stderr } of both) expect([0, 4], stderr).toContain(code)
    await project.write('triggers/a.yaml', yamlOf('a', 'third'))
    await project.write('triggers/b.yaml', yamlOf('b', 'third'))
    expect((await project.json(['push'])).answer.steps).toMatchObject([{ tag: 'a' }, { tag: 'b' }])
    expect((await project.json(['diff'])).answer.differences).toEqual([])
  })

  it.each([
    ['push', '--reason', ''],
    ['pull', '--by', 'x'.repeat(201)],
  ])(
    '%s with a note that the history cannot keep (%s) is an error of usage, before anything is done',
    async (...args) => {
      const refused = await project.call(args)
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Expected a text of 1 to') })
      expect(await readdir(join(project.folder, 'triggers'))).toEqual(['a.yaml', 'b.yaml'])
    },
  )

  it('a folder that cannot be is told of as that', async () => {
    await rm(join(project.folder, 'triggers'), { recursive: true })
    await project.write('triggers', 'a file')
    for (const [command, code, says] of [
      ['push', 3, 'FOLDER_MISSING'],
      ['pull', 1, 'FILE_UNWRITABLE'],
    ] as const)
      expect(await project.call([command])).toMatchObject({ code, stderr: expect.stringContaining(says) })
  })

  it('an engine without a store is a config error', async () => {
    await project.write(
      'bare.config.ts',
      `import { createTriggers } from '@triggerkit/core'
export default { engine: () => ({ triggers: createTriggers() }) }`,
    )
    const ended = await project.call(['push', '--config', 'bare.config.ts'])
    expect(ended).toMatchObject({ code: 3, stderr: expect.stringContaining('STORE_MISSING') })
  })
})
