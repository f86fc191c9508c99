import { loadSource } from './load-source.mjs'

/** The JSON Schema of definitions, as it is published. */
export async function definitionSchemaText() {
  const { definitionSchema } = await loadSource('packages/core/src/trigger/definition-schema.ts')
  return `${oneLineLists(JSON.stringify(definitionSchema(), null, 2))}\n`
}

/**
 * Lists of texts and numbers on one line each.
 *
 * @param {string} json
 */
function oneLineLists(json) {
  return json.replace(/\[[^[\]{}]*\]/g, (list) =>
    list
      .replace(/\s*\n\s*/g, ' ')
      .replace('[ ', '[')
      .replace(' ]', ']'),
  )
}
