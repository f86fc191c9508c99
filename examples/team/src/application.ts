import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The application, in a process of its own: it is started once, and never again. */
export interface Application {
  /** Resolves with the next line that it prints and that matches, which none before the call does. */
  says(what: RegExp): Promise<string>
  /** Whether no line of the next moment matches. */
  isSilent(what: RegExp, ms: number): Promise<boolean>
  stop(): Promise<void>
}

const mostMs = 60_000

export async function startApplication(env: Readonly<Record<string, string>>): Promise<Application> {
  const file = fileURLToPath(new URL('app.ts', import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const listeners = new Set<(line: string) => void>()
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) for (const listener of listeners) listener(line)
  })
  const application: Application = {
    says: (what) =>
      new Promise((resolve, reject) => {
        const end = (tell: () => void): void => {
          clearTimeout(timer)
          listeners.delete(listener)
          tell()
        }
        const listener = (line: string): void => {
          if (what.test(line)) end(() => resolve(line))
        }
        const timer = setTimeout(() => end(() => reject(new Error(`The application never said ${what}`))), mostMs)
        listeners.add(listener)
      }),
    isSilent: (what, ms) =>
      new Promise((resolve) => {
        let isSilent = true
        const listener = (line: string): void => {
          if (what.test(line)) isSilent = false
        }
        listeners.add(listener)
        setTimeout(() => {
          listeners.delete(listener)
          resolve(isSilent)
        }, ms)
      }),
    async stop() {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
  await application.says(/the application runs/)
  return application
}
