import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface CommandResult {
  code: number | null
  output: string
}

const packageFile = createRequire(import.meta.url).resolve('@triggerkit/cli/package.json')
/** What `npx triggerkit` runs; the tests of this example name its source instead. */
const program = process.env.TRIGGERKIT_BIN ?? join(dirname(packageFile), 'dist/bin.js')

/** `npx triggerkit …` in this folder, as somebody at a terminal or a step of CI runs it; what it prints is printed. */
export async function triggerkit(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  console.log(`\n$ npx triggerkit ${args.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg)).join(' ')}`)
  const command = spawn(process.execPath, [...process.execArgv, program, ...args], {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [command.stdout, command.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(command, 'close')) as [number | null]
  console.log(output.trimEnd().replaceAll(/^/gm, '  '))
  return { code, output }
}
