import { type ChildProcess, fork } from 'node:child_process'
import { type Answer, contestFlag, type Notice, type Request } from './contest-process.ts'
import type { ContestSettings } from './contestant.ts'

/** What is counted: `process` is the processor time of the whole process, for what never waits for anybody else. */
export type Clock = 'wall' | 'process'

/** The parent's side of a contestant. */
export class RemoteContestant {
  readonly #name: string
  readonly #child: ChildProcess

  constructor(name: string, nodeOptions: string[] = []) {
    this.#name = name
    this.#child = fork(process.argv[1]!, [contestFlag, name], { execArgv: [...process.execArgv, ...nodeOptions] })
  }

  start(settings: ContestSettings): Promise<Answer> {
    return this.#ask({ kind: 'start', settings })
  }

  /** Microseconds for one operation; several figures where the contestant measures by itself. */
  async run(operations: number, round: number, clock: Clock = 'wall'): Promise<readonly number[]> {
    const { wallMicroseconds, processMicroseconds, figures } = await this.#ask({ kind: 'run', operations, round })
    return figures ?? [(clock === 'wall' ? wallMicroseconds! : processMicroseconds!) / operations]
  }

  /** Calls back at each notice of the contestant's. */
  onNotice(listener: (notice: number) => void): void {
    this.#child.on('message', (message: Answer | Notice) => {
      if ('notice' in message) listener(message.notice)
    })
  }

  /** Ends the process; the most memory that it ever held, in MB. */
  async stop(): Promise<number> {
    const { peakMegabytes } = await this.#ask({ kind: 'stop' })
    this.kill()
    return peakMegabytes!
  }

  kill(): void {
    this.#child.kill()
  }

  #ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const settle = (answer?: Answer, code?: number | null): void => {
        this.#child.off('message', onMessage)
        this.#child.off('exit', onExit)
        if (answer !== undefined && answer.error === undefined) resolve(answer)
        else reject(new Error(`${this.#name}: ${answer?.error ?? `its process ended (${code ?? 'by a signal'})`}`))
      }
      const onMessage = (message: Answer | Notice): void => {
        if (!('notice' in message)) settle(message)
      }
      const onExit = (code: number | null): void => settle(undefined, code)
      this.#child.on('message', onMessage)
      this.#child.on('exit', onExit)
      this.#child.send(request)
    })
  }
}
