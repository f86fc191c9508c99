import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { Option } from 'commander'
import { configNames } from '../config/find-config.ts'
import { CliError } from '../exit/cli-error.ts'
import { exitCodes } from '../exit/exit-codes.ts'
import { detectOrm, type Orm, orms } from '../init/detect-orm.ts'
import { configTemplate, firstTrigger, packagesOf } from '../init/templates.ts'
import { writeNewFiles } from '../init/write-new-files.ts'
import { safeLine } from '../terminal/safe-text.ts'
import type { AddCommand } from './command-context.ts'
import { filledText } from './options.ts'

/** `triggerkit init` */
export const addInitCommand: AddCommand = (program, run) => {
  program
    .command('init')
    .description(
      'Writes triggerkit.config.ts and a first trigger here, for the ORM that package.json names. Overwrites nothing.',
    )
    .addOption(new Option('--orm <name>', 'the ORM, where package.json names none or several').choices(orms))
    .option('--folder <path>', 'where definitions are kept as files', filledText(1_000), 'triggers')
    .action(
      run(async ({ terminal, cwd }, { orm: named, folder }: { orm?: Orm; folder: string }) => {
        const orm = named ?? (await detectOrm(cwd))
        assertNoConfig(cwd)
        const files = {
          [join(cwd, 'triggerkit.config.ts')]: configTemplate(orm, folder),
          [resolve(cwd, folder, 'hello.yaml')]: firstTrigger,
        }
        await writeNewFiles(files)
        const written = Object.keys(files).map((file) => relative(cwd, file))
        const install = packagesOf(orm)
        terminal.answer({ orm, written, install }, () => {
          for (const file of written) terminal.line(`${terminal.paint.green('written')} ${safeLine(file)}`)
          terminal.line(`\nWhat it imports, where you do not have it:\n  npm install ${install.join(' ')}`)
          terminal.line('Put your own database into triggerkit.config.ts; then:\n  npx triggerkit check')
        })
        return exitCodes.fine
      }),
    )
}

/** One of another ending would be found beside the new one, or instead of it. */
function assertNoConfig(cwd: string): void {
  const found = configNames.find((name) => existsSync(join(cwd, name)))
  if (found === undefined) return
  const message = `There is ${found} already, and init overwrites nothing: change it, or remove it first.`
  throw new CliError({ code: 'FILE_EXISTS', message, exitCode: 2 })
}
