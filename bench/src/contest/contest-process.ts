import type { ContestSettings, Running } from './contestant.ts'
import { contestants } from './contestants.ts'

/** What the parent asks for. */
export type Request =
  | { kind: 'start'; settings: ContestSettings }
  | { kind: 'run'; operations: number; round: number }
  | { kind: 'stop' }

/** What the child answers. */
export interface Answer {
  /** Of a run, by the clock on the wall. */
  wallMicroseconds?: number
  /** Of a run that measures by itself, in microseconds. */
  figures?: readonly number[]
  /** Of a run: what the whole process computed, its garbage collector included. */
  processMicroseconds?: number
  /** The most memory that the process ever held, in MB. */
  peakMegabytes?: number
  error?: string
}

/** What a contestant tells between two answers. */
export interface Notice {
  notice: number
}

export const contestFlag = '--contestant'

/** The child's side: does one contestant's rounds when the parent says so. */
export function serveContestant(name: string): void {
  const contestant = contestants[name]
  let running: Running | undefined
  const answer = async (request: Request): Promise<Answer> => {
    if (contestant === undefined) throw new Error(`There is no contestant "${name}"`)
    if (request.kind === 'start') running = await contestant.start(request.settings)
    if (request.kind === 'run') return timed(running!, request.operations, request.round)
    if (request.kind === 'stop') await running?.stop()
    return { peakMegabytes: process.resourceUsage().maxRSS / 1024 }
  }
  process.on('message', (request: Request) => {
    answer(request).then(reply, (error: Error) => reply({ error: error.stack ?? String(error) }))
  })
  process.on('disconnect', () => process.exit())
}

async function timed(running: Running, operations: number, round: number): Promise<Answer> {
  globalThis.gc?.()
  const began = performance.now()
  const before = process.cpuUsage()
  const figures = await running.run(operations, round)
  const { user, system } = process.cpuUsage(before)
  const wallMicroseconds = (performance.now() - began) * 1_000
  await running.rest?.()
  return { wallMicroseconds, processMicroseconds: user + system, figures: Array.isArray(figures) ? figures : undefined }
}

function reply(answer: Answer): void {
  process.send!(answer)
}

/** Tells the parent of something, whatever it asked for. */
export function tellParent(notice: number): void {
  process.send!({ notice } satisfies Notice)
}
