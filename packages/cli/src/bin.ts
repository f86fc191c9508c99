#!/usr/bin/env node
import { Console } from 'node:console'
import { runCli } from './run-cli.ts'

const { stdout, stderr, stdin, env } = process

// What the application prints while its config loads must not end up in the answer.
globalThis.console = new Console({ stdout: stderr, stderr })
// `triggerkit list | head`: nobody reads on, which is no error.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 5))

const code = await runCli(process.argv.slice(2), { streams: { stdout, stderr, stdin, env }, cwd: process.cwd() })
// A config without `close` leaves connections open: the process ends all the same, once everything is written.
stdout.write('', () => stderr.write('', () => process.exit(code)))
