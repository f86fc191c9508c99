#!/usr/bin/env node
import { Console } from 'node:console'
import { standstill } from './exit/standstill.ts'
import { uncaught } from './exit/uncaught.ts'
import { runCli, tellFailure } from './run-cli.ts'

const { stdout, stderr, stdin, env } = process
const args = process.argv.slice(2)
const streams = { stdout, stderr, stdin, env }

// What the application prints while its config loads must not end up in the answer.
globalThis.console = new Console({ stdout: stderr, stderr })
// `triggerkit list | head`: nobody reads on, which is no error, and nothing to break off for. A disk that is full is one.
stdout.on('error', ({ code }: NodeJS.ErrnoException) => code !== 'EPIPE' && process.exit(5))
stderr.on('error', () => undefined)
// What the application failed at beside the command: a connection that broke while nobody waited for it.
process.on('uncaughtException', (error) => end(tellFailure(uncaught(error), args, streams)))
process.once('beforeExit', () => end(tellFailure(standstill(), args, streams)))

void runCli(args, { streams, cwd: process.cwd() }).then(end)

/** A config without `close` leaves connections open: the process ends all the same, once everything is written. */
function end(code: number): void {
  process.removeAllListeners('beforeExit')
  stdout.write('', () => stderr.write('', () => process.exit(code)))
}
