import { toText } from '../../../template/to-text.ts'
import { bytesOf } from '../../../value/value-class.ts'
import type { ActionRun } from '../../action-executor.ts'
import { inputError, textOf } from '../../input-error.ts'
import { defineVerb, type ProviderVerb } from './provider-verb.ts'

const base = { family: 'storage', tagField: 'storage' } as const

/** `storage.*`: no value leaves its part of a path (R47). */
export const storageVerbs: Readonly<Record<string, ProviderVerb>> = {
  'storage.upload': defineVerb({
    ...base,
    async call(storage, run, call) {
      const { bytes, mimeType } = contentOf(run)
      return storage.upload(pathOf(run, 'path'), bytes, { mimeType }, call)
    },
  }),
  'storage.delete': defineVerb({
    ...base,
    call: async (storage, run, call) => storage.delete(pathOf(run, 'path'), call),
  }),
  'storage.copy': defineVerb({
    ...base,
    call: async (storage, run, call) => storage.copy(pathOf(run, 'source'), pathOf(run, 'destination'), call),
  }),
}

/** What the definition itself writes is held to the same as the values in it. */
function pathOf(run: ActionRun, field: string): string {
  const path = textOf(run, field)
  const parts = path.split('/')
  if (/[\\\p{Cc}]/u.test(path) || parts.includes('..') || parts.includes('.') || parts.every((part) => part === '')) {
    throw inputError(run, `\`${field}\` has to be a path without "..", backslashes and control characters.`)
  }
  return path
}

function contentOf(run: ActionRun): { bytes: Uint8Array; mimeType: string } {
  const { dataField, data, mimeType } = run.input
  const type = typeof mimeType === 'string' && mimeType !== '' ? mimeType : undefined
  const isField = typeof dataField === 'string'
  if (data === undefined || data === null)
    throw inputError(run, `there is nothing to store${isField ? ` in "${dataField}"` : ''}.`)
  const bytes = bytesOf(data)
  if (bytes !== undefined) return { bytes, mimeType: type ?? 'application/octet-stream' }
  if (isField && typeof data === 'string') return fromBase64(run, data, dataField, type)
  const textType = typeof data === 'string' ? 'text/plain;charset=UTF-8' : 'application/json'
  return { bytes: new TextEncoder().encode(toText(data)), mimeType: type ?? textType }
}

/** Base64 text, also as a `data:` URL, which says its type itself. */
function fromBase64(
  run: ActionRun,
  text: string,
  field: string,
  type: string | undefined,
): { bytes: Uint8Array; mimeType: string } {
  const [, dataType, rest = text] = /^data:([^;,]*)[^,]*;base64,(.*)$/s.exec(text) ?? []
  try {
    const bytes = Uint8Array.from(atob(rest.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    )
    return { bytes, mimeType: type ?? (dataType || 'application/octet-stream') }
  } catch (cause) {
    throw inputError(run, `"${field}" has to hold bytes or base64 text.`, cause)
  }
}
