import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface DemoResult {
  code: number | null
  /** What it printed, stdout and stderr. */
  output: string
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Runs examples/shop in a process of its own, against the sources of the packages. */
export async function runShop(...options: string[]): Promise<DemoResult> {
  const tsx = `${root}examples/shop/node_modules/tsx/dist/cli.mjs`
  const child = spawn(process.execPath, [tsx, '--tsconfig', `${root}tsconfig.json`, 'src/main.ts', ...options], {
    cwd: `${root}examples/shop`,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}
