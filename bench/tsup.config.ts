import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { main: 'src/main.ts' },
  format: ['esm'],
  // It is sources only.
  noExternal: ['@triggerkit/mongo-server'],
  target: 'node20',
  tsconfig: '../tsconfig.build.json',
  clean: true,
  sourcemap: true,
})
