import { toText } from '../../../template/to-text.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionRun } from '../../action-executor.ts'
import { assertNothingMissing, inputError } from '../../input-error.ts'
import { describePath } from './describe-url.ts'

/**
 * The address that a run asks for, with `query` added. Values in it were percent-encoded when it was rendered (R47).
 *
 * @throws ActionError for what is no http(s) address.
 */
export function requestUrl(run: ActionRun): URL {
  const text = toText(run.input.url)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    assertNothingMissing(run, 'url')
    throw inputError(run, '`url` has to be an absolute http or https address.')
  }
  if (url.username !== '' || url.password !== '') {
    throw inputError(run, `\`url\` carries a user name: give it as the header Authorization (${describePath(url)}).`)
  }
  addQuery(url, run.input.query)
  return url
}

function addQuery(url: URL, query: unknown): void {
  if (!isPlainObject(query)) return
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null) url.searchParams.append(name, toText(each))
    }
  }
}
