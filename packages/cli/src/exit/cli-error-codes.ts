import type { CliErrorCode } from './cli-error.ts'

/** What each error of a command means, and how to mend it: the documentation is made of this. */
export const cliErrorCodes: Readonly<Record<CliErrorCode, { meaning: string; remedy: string }>> = {
  CLI_USAGE: {
    meaning: 'The command line cannot be read as it stands.',
    remedy: 'See `triggerkit help`, or `--help` of the command.',
  },
  CONFIG_MISSING: {
    meaning: 'No config was found from the current folder upwards.',
    remedy: 'Write one with `triggerkit init`, or name it with `--config`.',
  },
  CONFIG_UNREADABLE: {
    meaning: 'The config, or `package.json` for `init`, does not load.',
    remedy: 'Mend the line that the message names, or install what it imports.',
  },
  CONFIG_INVALID: {
    meaning: 'The config, or what its `engine` gives, has another shape. All problems are listed.',
    remedy: 'Export `defineConfig({ engine, folder })`; `engine` gives `{ triggers, close }`.',
  },
  CONFIG_ENGINE: {
    meaning: "The config's `engine` failed: exit code 5 where the database did not answer, 3 else.",
    remedy: 'See the message, and whether the database is up.',
  },
  FILE_EXISTS: { meaning: '`init` would overwrite a file.', remedy: 'Remove it, or name another `--folder`.' },
  FILE_UNWRITABLE: {
    meaning: 'A file cannot be written: by `init` or `pull`, or what `pull` and `push` remember.',
    remedy: 'See the rights of the folder.',
  },
  FOLDER_CONFLICT: {
    meaning:
      '`pull` or `push` would overwrite what changed on the other side since the last one; every such tag is listed.',
    remedy: 'See `triggerkit diff`; then pull, or `--force`.',
  },
  FOLDER_INVALID: {
    meaning: 'The folder has definitions that are wrong or files that cannot be read; all of them are listed.',
    remedy: 'Mend what the message names.',
  },
  FOLDER_MISSING: {
    meaning: 'The folder of definitions is not there.',
    remedy: 'Make it with `triggerkit pull`, or mend `folder` of the config.',
  },
  NOT_FOUND: { meaning: 'There is no such tag or Job.', remedy: 'See `triggerkit list`, or `triggerkit jobs list`.' },
  STANDSTILL: {
    meaning: 'The command was not done, and nothing could happen any more.',
    remedy: 'Look for a promise that is never settled: in the config, its `engine`, and what it imports.',
  },
  TRANSFER_BROKEN_OFF: {
    meaning: '`pull` or `push` failed in the middle; the message says what was done and what was not.',
    remedy: 'Call it again: it does the rest.',
  },
  UNCAUGHT: {
    meaning:
      'The application failed beside the command: an error that nobody caught, such as of a connection that broke.',
    remedy: 'Catch it where the message says that it came from; call the command again.',
  },
}
