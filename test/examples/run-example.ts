import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface ExampleResult {
  code: number | null
  /** What it printed, stdout and stderr. */
  output: string
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Runs an example in a process of its own, against the sources of the packages. `name` is its folder in examples/; what follows are options for
 * its command line, and variables for its environment.
 */
export async function runExample(
  name: string,
  ...given: (string | Readonly<Record<string, string>>)[]
): Promise<ExampleResult> {
  const options = given.filter((each) => typeof each === 'string')
  const env = Object.assign(
    { ...process.env },
    ...given.filter((each) => typeof each === 'object'),
  ) as NodeJS.ProcessEnv
  const cwd = `${root}examples/${name}`
  const tsx = `${cwd}/node_modules/tsx/dist/cli.mjs`
  const child = spawn(process.execPath, [tsx, '--tsconfig', `${root}tsconfig.json`, 'src/main.ts', ...options], {
    cwd,
    env,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}
