import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const root = new URL('./', import.meta.url)
const { paths } = JSON.parse(readFileSync(new URL('tsconfig.json', root), 'utf8')).compilerOptions as {
  paths: Record<string, [string]>
}
/** `@triggerkit/*` is its source here as it is for the type checker, so that no test needs a build. */
const alias = Object.entries(paths).map(([name, [file]]) => ({
  find: new RegExp(`^${name}$`),
  replacement: fileURLToPath(new URL(file, root)),
}))

const config: ViteUserConfig = defineConfig({
  resolve: { alias },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: 'packages/conformance/src/service/global-setup.ts',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    slowTestThreshold: 5_000,
    silent: 'passed-only',
    typecheck: { tsconfig: 'tsconfig.typetest.json', include: ['packages/*/src/**/*.test-d.ts'] },
  },
})
export default config
