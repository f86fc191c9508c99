import { defineConfig } from 'tsup'
import { packageBuild } from '../../scripts/build/package-build.mjs'

const library = packageBuild()
/** The command is ES modules alone: Node runs it, and nothing requires it. */
const command = { ...library, entry: { bin: 'src/bin.ts' }, format: 'esm' as const, dts: false, clean: false }

// Both are built at the same time: neither cleans away what the other has written.
export default defineConfig([{ ...library, clean: ['!bin.js', '!bin.js.map'] }, command])
