import { copyFile } from 'node:fs/promises'
import { defineConfig } from 'tsup'
import { packageBuild } from '../../scripts/build/package-build.mjs'

export default defineConfig({
  ...packageBuild(),
  onSuccess: () => copyFile('schema.json', 'dist/schema.json'),
})
