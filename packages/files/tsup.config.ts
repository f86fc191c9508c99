import { defineConfig } from 'tsup'
import { packageBuild } from '../../scripts/build/package-build.mjs'

export default defineConfig(packageBuild())
