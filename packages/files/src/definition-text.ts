import { isDeepStrictEqual } from 'node:util'
import type { JsonDefinition } from '@triggerkit/core'
import { StoreError } from '@triggerkit/core/adapter'
import { Document } from 'yaml'
import { editYaml } from './edit-yaml.ts'
import { readJson } from './read-json.ts'
import { readYaml } from './read-yaml.ts'

export type FileFormat = 'yaml' | 'json'

/** In this order stand the members of a new file; others follow as they were given. */
const order = [
  ...['tag', 'name', 'description', 'enabled', 'envs', 'tables', 'events', 'forEach', 'per', 'fire', 'priority'],
  ...['condition', 'actions'],
]
/** Long texts stay on their line: a line that is broken elsewhere is a difference for nothing. */
const yamlOptions = { lineWidth: 0 } as const

/** The text of a new file. */
export function newText(definition: JsonDefinition, format: FileFormat): string {
  const names = Object.keys(definition)
  const isKnown = order.filter((name) => Object.hasOwn(definition, name))
  const ordered: [string, unknown][] = [...isKnown, ...names.filter((name) => !order.includes(name))].map((name) => [
    name,
    definition[name],
  ])
  return textOf(Object.fromEntries(ordered), format)
}

/**
 * The text of a file with another definition: what is the same stays as it is written, comments and order included. A file that cannot be read is
 * written anew.
 */
export function editedText(given: string, definition: JsonDefinition, file: string, format: FileFormat): string {
  const text = given.startsWith('\uFEFF') ? given.slice(1) : given
  const edited =
    format === 'json' ? textOf(inOrderOf(text, definition, file), format) : editedYaml(text, definition, file)
  return text.includes('\r\n') ? edited.replaceAll('\n', '\r\n') : edited
}

function editedYaml(text: string, definition: JsonDefinition, file: string): string {
  try {
    const { document } = readYaml(text, file)
    editYaml(document, definition)
    const edited = document.toString({ ...yamlOptions, ...indentationOf(text) })
    if (isDeepStrictEqual(readYaml(edited, file).definition, definition)) return edited
  } catch {
    // What cannot be edited is replaced.
  }
  return newText(definition, 'yaml')
}

/** How far the file indents, and whether it indents lists as well. */
function indentationOf(text: string): { indent: number; indentSeq: boolean } {
  const indent = /^( +)[^\s#]/m.exec(text)?.[1]?.length ?? 2
  return { indent, indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*\r?\n\1- /m.test(text) }
}

/** Members that were there before come first, in their old order. */
function inOrderOf(text: string, definition: JsonDefinition, file: string): JsonDefinition {
  try {
    const before = Object.keys(readJson(text, file)).filter((name) => Object.hasOwn(definition, name))
    const names = [...before, ...Object.keys(definition).filter((name) => !before.includes(name))]
    return Object.fromEntries(names.map((name) => [name, definition[name]]))
  } catch {
    return definition
  }
}

function textOf(definition: JsonDefinition, format: FileFormat): string {
  const text =
    format === 'json'
      ? `${JSON.stringify(definition, null, 2)}\n`
      : new Document(definition, { aliasDuplicateObjects: false }).toString(yamlOptions)
  const read = format === 'json' ? (JSON.parse(text) as JsonDefinition) : readYaml(text, 'a new file').definition
  if (isDeepStrictEqual(read, definition)) return text
  const message =
    'The definition cannot be written as a file so that it is read as the same. Its texts have to be valid Unicode.'
  throw new StoreError({ code: 'STORE_TAG', message })
}
