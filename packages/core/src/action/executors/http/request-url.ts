import { parseText } from '../../../template/parse-text.ts'
import { toText } from '../../../template/to-text.ts'
import { readPath } from '../../../value/path.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import { describePath } from './describe-url.ts'

/**
 * The address that a run asks for. Values in it are percent-encoded (R47): none can leave its part of the path, add a parameter or reach
 * another host, unless the text begins with the placeholder, which then stands for the whole beginning of an address. `query` is added.
 *
 * @throws ActionError for what is no http(s) address, and where a value of the path is missing (R26).
 */
export function requestUrl(run: ActionRun): URL {
  const { url: written } = run.action.payload
  const text = typeof written === 'string' ? renderUrl(run, written) : toText(run.input.url)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw inputError(run, '`url` has to be an absolute http or https address.')
  if (url.username !== '' || url.password !== '') {
    throw inputError(run, `\`url\` carries a user name: give it as the header Authorization (${describePath(url)}).`)
  }
  addQuery(url, run.input.query)
  return url
}

function renderUrl(run: ActionRun, written: string): string {
  let text = ''
  parseText(written).forEach((part, index) => {
    if (typeof part === 'string') text += part
    else if (index === 0) text += toText(readPath(run.context, part.segments))
    else text += escaped(run, readPath(run.context, part.segments), part.path, text.includes('?'))
  })
  return text
}

function escaped(run: ActionRun, value: unknown, path: string, inQuery: boolean): string {
  const text = toText(value)
  if (inQuery) return encodeURIComponent(text)
  if (value === undefined || value === null || text === '') {
    throw inputError(run, `there is no value for {{${path}}}, and the path of \`url\` must not have a gap.`)
  }
  if (/^\.+$/.test(text)) throw inputError(run, `the value of {{${path}}} would lead to another path of \`url\`.`)
  return encodeURIComponent(text)
}

function addQuery(url: URL, query: unknown): void {
  if (!isPlainObject(query)) return
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null) url.searchParams.append(name, toText(each))
    }
  }
}
