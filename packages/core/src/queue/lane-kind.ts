import { Lane } from './lane.ts'
import { Slots } from './slots.ts'
import type { WorkerKind } from './worker-kind.ts'
import { workerOptionNames } from './worker-options.ts'

/** What `createWorker` makes: claims Jobs and runs them itself. */
export function laneKind(): WorkerKind {
  let slots: Slots | undefined
  return {
    subject: 'createWorker',
    optionNames: workerOptionNames,
    runsActions: true,
    createLane(tools) {
      slots ??= new Slots(tools.options.concurrency)
      return new Lane(tools, slots)
    },
  }
}
