import { closest } from '@triggerkit/core/adapter'

/** An entry that was found, with the name that it has in the options; or what is wrong, as a sentence. */
export type Found<T> = { name: string; entry: T } | { problem: string }

const maxListed = 20

/**
 * The entry that an action names: of its whole text, else of what follows its tag (`erp:update-inventory` is `update-inventory`). Own members
 * only, so that no name reaches a prototype. `subject` is what such an entry is called: `workflow`.
 */
export function findNamed<T>(entries: Readonly<Record<string, T>>, text: string, subject: string): Found<T> {
  const colon = text.indexOf(':')
  for (const name of colon < 0 ? [text] : [text, text.slice(colon + 1)]) {
    if (Object.hasOwn(entries, name)) return { name, entry: entries[name]! }
  }
  return { problem: unknownName(Object.keys(entries), colon < 0 ? text : text.slice(colon + 1), subject) }
}

function unknownName(names: readonly string[], name: string, subject: string): string {
  const nearest = closest(name, names)
  const suggestion = nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`
  const listed = names.slice(0, maxListed).join(', ')
  const more = names.length > maxListed ? `, and ${names.length - maxListed} more` : ''
  const known = names.length === 0 ? 'There is none.' : `There ${names.length === 1 ? 'is' : 'are'}: ${listed}${more}.`
  return `knows no ${subject} ${JSON.stringify(name)}.${suggestion} ${known}`
}
