import { existsSync, readFileSync } from 'node:fs'

/**
 * The build that every package shares: ES modules and CommonJS with types for both. Each of its `exports` is an entry: `./dist/name.js` is
 * made of `src/name.ts` or of `src/name/index.ts`.
 *
 * @param {{ shims?: boolean }} [options] `shims` where the source uses `import.meta.url`
 * @returns {import('tsup').Options}
 */
export function packageBuild({ shims = false } = {}) {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))
  const targets = Object.values(exports).filter((target) => typeof target === 'object')
  const names = targets.map((target) => target.import.default.replace(/^\.\/dist\//, '').replace(/\.js$/, ''))
  return {
    entry: Object.fromEntries(
      names.map((name) => [name, existsSync(`src/${name}.ts`) ? `src/${name}.ts` : `src/${name}/index.ts`]),
    ),
    format: ['esm', 'cjs'],
    target: 'node20',
    tsconfig: '../../tsconfig.build.json',
    dts: true,
    clean: true,
    splitting: true,
    // Rollup then writes the CommonJS chunks; tsup alone would rewrite `?.` and `??` into slow helpers in them.
    treeshake: true,
    removeNodeProtocol: false,
    sourcemap: true,
    shims,
  }
}
