import { SingleBar } from 'cli-progress'
import type { Terminal } from './terminal.ts'

/** A bar on stderr while work on many things goes on; nothing where nobody looks. */
export interface Progress {
  update(done: number): void
  end(): void
}

const none: Progress = { update: () => undefined, end: () => undefined }

/** `total` may turn out to be too low: the bar grows. */
export function startProgress(terminal: Terminal, label: string, total: number): Progress {
  const { stderr } = terminal.streams
  if (terminal.isJson || stderr.isTTY !== true || total === 0) return none
  const bar = new SingleBar({ format: `${label} {bar} {value}/{total}`, stream: stderr, hideCursor: true })
  bar.start(total, 0)
  return {
    update: (done) => {
      if (done > bar.getTotal()) bar.setTotal(done)
      bar.update(done)
    },
    end: () => bar.stop(),
  }
}
