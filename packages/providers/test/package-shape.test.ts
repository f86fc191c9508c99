import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Delivery } from '../src/delivery/delivery.ts'

interface Manifest {
  exports: Record<string, unknown>
  peerDependencies: Record<string, string>
  peerDependenciesMeta: Record<string, { optional?: boolean }>
  devDependencies: Record<string, string>
}

const root = new URL('../', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest
const subpaths = readdirSync(new URL('src/', root)).filter((name) => existsSync(new URL(`src/${name}/index.ts`, root)))
const exported = Object.keys(manifest.exports).filter((name) => name !== './package.json')
/** Subpaths that are no provider, and promise nothing of deliveries. */
const stores = ['redis-store']

describe('the package of providers', () => {
  it('exports every provider and store that there is, and nothing else', () => {
    expect(exported.sort()).toEqual(subpaths.map((name) => `./${name}`).sort())
  })

  it.each(subpaths.filter((name) => !stores.includes(name)))(
    '%s says what it promises, and its clients are optional',
    async (subpath) => {
      const { deliveries } = (await import(new URL(`src/${subpath}/delivery.ts`, root).href)) as {
        deliveries: readonly Delivery[]
      }
      expect(deliveries.length).toBeGreaterThan(0)
      const exports = (await import(new URL(`src/${subpath}/index.ts`, root).href)) as Record<string, unknown>
      for (const delivery of deliveries) {
        expect(delivery.subpath).toBe(subpath)
        expect(exports[/^\w+/.exec(delivery.provider)![0]], delivery.provider).toBeTypeOf('function')
        for (const text of Object.values(delivery).flat()) expect(text).not.toBe('')
        for (const name of delivery.vendor) {
          expect(manifest.peerDependencies, name).toHaveProperty([name])
          expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true })
          expect(manifest.devDependencies, name).toHaveProperty([name])
        }
      }
    },
  )

  it.each(stores)('%s has no actions, and says nothing of deliveries', (subpath) => {
    expect(subpaths).toContain(subpath)
    expect(existsSync(new URL(`src/${subpath}/delivery.ts`, root))).toBe(false)
  })
})
