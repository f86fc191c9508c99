import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DefinitionPlaces, definitionPlaces } from '@triggerkit/files'
import { afterAll, beforeAll, expect, it } from 'vitest'

let folder: string
let places: DefinitionPlaces
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'triggerkit-files-places-'))
  await writeFile(
    join(folder, 'a.yaml'),
    `# A comment.
tag: audit
condition: { field: record.total, operator: GREATER }
actions:
  - type: log.info
    config:
      message: a
  - type: log.info
    "a.b": 1
`,
  )
  await writeFile(join(folder, 'b.json'), '{\n  "tag": "json",\n  "events": ["afterInsert", "x"]\n}\n')
  for (const name of ['c', 'd']) await writeFile(join(folder, `${name}.yaml`), 'tag: twice\n')
  places = await definitionPlaces(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it.each([
  ['audit', '', 'a.yaml', 2, 1],
  ['audit', 'condition.operator', 'a.yaml', 3, 35],
  ['audit', 'actions[1]', 'a.yaml', 8, 5],
  ['audit', 'actions[0].config.message', 'a.yaml', 7, 7],
  ['audit', 'actions[1]["a.b"]', 'a.yaml', 9, 5],
  ['audit', 'actions[0].config.missing', 'a.yaml', 6, 5],
  ['audit', 'actions[7].type', 'a.yaml', 4, 1],
  ['audit', 'missing', 'a.yaml', 2, 1],
  ['json', 'events[1]', 'b.json', 3, 29],
])('finds %s %s', async (tag, path, file, line, column) => {
  expect(await places.placeOf(tag, path)).toEqual({ file: join(folder, file), line, column })
})

it('knows no place of a tag that no file has, or two have', async () => {
  expect(await places.placeOf('nowhere')).toBeUndefined()
  expect(await places.placeOf('twice')).toBeUndefined()
})
