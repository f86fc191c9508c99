import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

it('the page on types shows nothing that the compiler has not checked', () => {
  const blocks = [...read('../../../docs/typescript.md').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block!)
  const checked = read('./typescript-page.test-d.ts')
  expect(blocks.length).toBeGreaterThan(4)
  for (const block of blocks) expect(checked).toContain(block)
})
