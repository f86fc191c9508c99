/** How a command ends, for scripts. */
export const exitCodes = {
  fine: 0,
  findings: 1,
  usage: 2,
  config: 3,
  conflict: 4,
  unreachable: 5,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What each means, as help and documentation tell it. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'all is well',
  1: 'something was found: errors of check, differences, a definition that is wrong, a Job or tag that is not there',
  2: 'the command was called in a wrong way; nothing was done',
  3: 'the config is missing, does not load, or gives an engine that lacks what the command needs',
  4: 'a conflict: both sides changed; nothing was written unless it says so',
  5: 'the database or the store cannot be reached or used',
}
