import { spawn } from 'node:child_process'
import { root } from './root.mjs'

/**
 * @typedef {object} ProgramResult
 * @property {number} code its exit code; 1 where a signal ended it
 * @property {string} output what it wrote to stdout and stderr, where this was not shown
 */

/**
 * Runs a JavaScript file in a Node process of its own, in the checkout.
 *
 * @param {string[]} args the file and its arguments
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {Record<string, string | undefined>} [options.env] added to this process's environment
 * @param {(line: string) => void} [options.onLine] hears every line, which is then neither shown nor kept
 * @param {boolean} [options.show] lets the program write to the terminal itself
 * @returns {Promise<ProgramResult>}
 */
export function runNode(args, options = {}) {
  return runProgram(process.execPath, args, options)
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {NonNullable<Parameters<typeof runNode>[1]>} [options]
 * @returns {Promise<ProgramResult>}
 */
export function runProgram(program, args, { cwd = root, env = {}, onLine, show = false } = {}) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  })
  const stopForwarding = forwardSignals(child)
  let output = ''
  let rest = ''
  /** @param {string} chunk */
  const take = (chunk) => {
    if (!onLine) {
      output += chunk
      return
    }
    const lines = (rest + chunk).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', take)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      stopForwarding()
      if (rest) onLine?.(rest)
      resolve({ code: code ?? 1, output })
    })
  })
}

/**
 * Whoever ends the task ends what it started, and the task waits until that has cleared up.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => void child.kill(signal)
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM']
  for (const signal of signals) process.on(signal, forward)
  return () => {
    for (const signal of signals) process.off(signal, forward)
  }
}
