import type { AddCommand } from '../command-context.ts'
import { addDiscardCommand, addRetryCommand } from './change-jobs.ts'
import { addJobStatsCommand } from './job-stats.ts'
import { addJobListCommand } from './list-jobs.ts'
import { addJobShowCommand } from './show-job.ts'

/** `triggerkit jobs …` */
export const addJobsCommand: AddCommand = (program, run) => {
  const jobs = program.command('jobs').description('The Jobs of queued actions: to look at, and to act upon.')
  for (const add of [addJobListCommand, addJobShowCommand, addRetryCommand, addDiscardCommand, addJobStatsCommand])
    add(jobs, run)
}
