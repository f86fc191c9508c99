import type { ActionRun } from '../../action-executor.ts'
import { inputError, textOf } from '../../input-error.ts'
import { contentOf, gather } from './content.ts'
import { defineVerb, type ProviderVerb } from './provider-verb.ts'

const base = { family: 'storage', tagField: 'storage' } as const

/** `storage.*`: no value leaves its part of a path (R47). */
export const storageVerbs: Readonly<Record<string, ProviderVerb>> = {
  'storage.upload': defineVerb({
    ...base,
    async call(storage, run, call, _rest, environment) {
      const { dataField, data, url, mimeType: given } = run.input
      const isField = typeof dataField === 'string'
      const path = pathOf(run, 'path')
      const source = {
        at: isField ? `"${dataField}"` : '`data`',
        data,
        url,
        writtenUrl: run.action.payload.url,
        isBase64: isField,
        mimeType: given,
      }
      const { content, mimeType, release } = await contentOf(run, source, environment)
      try {
        if (content instanceof Uint8Array || storage.uploadStream === undefined)
          return await storage.upload(path, await gather(content), { mimeType }, call)
        return await storage.uploadStream(path, content, { mimeType }, call)
      } finally {
        await release?.()
      }
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
