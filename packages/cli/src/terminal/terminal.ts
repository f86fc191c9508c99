import { createInterface } from 'node:readline/promises'
import { isTriggerkitError } from '@triggerkit/core'
import Table from 'cli-table3'
import pc from 'picocolors'
import { asError } from '../exit/as-error.ts'
import { CliError } from '../exit/cli-error.ts'
import { toJsonText } from './json-text.ts'
import { safeLine, safeText } from './safe-text.ts'

/** Where a command writes to, and what it knows of it. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }
  readonly stderr: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }
  readonly stdin: NodeJS.ReadableStream & { isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A cell of a table: text, or text with the colour that says what it means. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string }

export type Paint = ReturnType<typeof pc.createColors>

/** What people and scripts are told: results on stdout, everything else on stderr. */
export class Terminal {
  /** One JSON document on stdout, and nothing for people. */
  readonly isJson: boolean
  /** Colours of stdout; texts as they are where there are none. */
  readonly paint: Paint
  readonly #streams: Streams
  readonly #errorPaint: Paint

  constructor(streams: Streams, { json = false, color = true }: { json?: boolean; color?: boolean } = {}) {
    this.isJson = json
    this.#streams = streams
    this.paint = pc.createColors(color && !json && hasColors(streams.stdout, streams.env))
    this.#errorPaint = pc.createColors(color && hasColors(streams.stderr, streams.env))
  }

  /** Whether somebody is there to be asked and to watch. */
  get isInteractive(): boolean {
    const { stdin, stderr } = this.#streams
    return stdin.isTTY === true && stderr.isTTY === true
  }

  get streams(): Streams {
    return this.#streams
  }

  /** The command's answer: an object for scripts, or what `tell` prints for people. */
  answer(value: unknown, tell: () => void): void {
    if (this.isJson) this.#streams.stdout.write(`${toJsonText(value, 2)}\n`)
    else tell()
  }

  /** One of many answers that come by and by: a line of JSON, or of text. */
  event(value: unknown, line: string): void {
    this.#streams.stdout.write(this.isJson ? `${toJsonText(value)}\n` : `${line}\n`)
  }

  /** For people only. The text is made of parts that are safe already: `safeLine`. */
  line(text = ''): void {
    if (!this.isJson) this.#streams.stdout.write(`${text}\n`)
  }

  /** For people only. */
  table(head: readonly string[], rows: readonly (readonly Cell[])[]): void {
    const table = new Table({
      head: head.map((name) => this.paint.dim(name)),
      chars: noBorders,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    })
    for (const row of rows)
      table.push(row.map((cell) => (typeof cell === 'string' ? safeLine(cell) : cell.paint(safeLine(cell.text)))))
    this.line(
      table
        .toString()
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n'),
    )
  }

  /** On stderr, so that it is no part of the answer. */
  note(text: string): void {
    this.#streams.stderr.write(`${text}\n`)
  }

  error(thrown: unknown, exitCode: number): void {
    const error = asError(thrown)
    const code = isTriggerkitError(error) ? error.code : (error as { code?: unknown }).code
    const data = CliError.isInstance(error) && Object.keys(error.data).length > 0 ? error.data : undefined
    const told = { ...(typeof code === 'string' && { code }), message: error.message, exitCode, data }
    if (this.isJson) {
      this.note(toJsonText({ error: told }))
      return
    }
    const label = typeof code === 'string' ? ` ${this.#errorPaint.dim(safeLine(code))}` : ''
    this.note(`${this.#errorPaint.red('error')}${label} ${safeText(error.message || error.name)}`)
  }

  /** Asks on stderr; false where the answer is not yes, and where there is none: the end of input, or Ctrl-C. */
  async confirm(question: string): Promise<boolean> {
    const { stdin, stderr } = this.#streams
    const prompt = createInterface({ input: stdin, output: stderr })
    const ended = new Promise<string>((resolve) => {
      prompt.once('close', () => resolve(''))
      prompt.once('SIGINT', () => resolve(''))
    })
    try {
      return /^y(es)?$/i.test((await Promise.race([prompt.question(`${question} [y/N] `), ended])).trim())
    } finally {
      prompt.close()
    }
  }
}

const noBorders = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'middle']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`, 'mid-mid', 'left-mid', 'right-mid'])
    .map((name) => [name, '']),
)

function hasColors({ isTTY }: { isTTY?: boolean }, env: Streams['env']): boolean {
  if ((env.NO_COLOR ?? '') !== '') return false
  if ((env.FORCE_COLOR ?? '') !== '') return env.FORCE_COLOR !== '0'
  return isTTY === true && env.TERM !== 'dumb'
}
