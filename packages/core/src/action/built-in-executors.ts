import type { ActionExecutor } from './action-executor.ts'
import { Egress } from './egress/egress.ts'
import { customExecutor } from './executors/custom.ts'
import { deleteExecutor } from './executors/database/delete.ts'
import { insertExecutor } from './executors/database/insert.ts'
import { updateExecutor } from './executors/database/update.ts'
import { httpExecutor } from './executors/http/http.ts'
import { logExecutor } from './executors/log.ts'
import { providerExecutor } from './executors/provider/provider-executor.ts'
import { providerVerbs } from './executors/provider/provider-verbs.ts'
import { rejectExecutor, setExecutor, skipExecutor } from './executors/record/record.ts'
import { validateExecutor } from './executors/record/validate.ts'
import type { Logger } from './logger.ts'

export interface BuiltInOptions {
  /** What `http.*` sends through. Default: one of its own, with the defaults of its options. */
  egress?: Egress
  /** Where `log.*` writes. Default: the console. */
  logger?: Logger
}

/** The executor of each action type; one that stands under a family's name does all of its verbs. */
export function builtInExecutors({
  logger,
  egress = new Egress(),
}: BuiltInOptions = {}): ReadonlyMap<string, ActionExecutor> {
  const request = httpExecutor(egress)
  return new Map<string, ActionExecutor>([
    ['database.insert', insertExecutor],
    ['database.update', updateExecutor],
    ['database.delete', deleteExecutor],
    ['record.set', setExecutor],
    ['record.skip', skipExecutor],
    ['record.reject', rejectExecutor],
    ['record.validate', validateExecutor],
    ['http', request],
    ['custom.http', request],
    ['custom', customExecutor],
    ['log', logExecutor(logger)],
    ...Object.entries(providerVerbs).map(([type, verb]): [string, ActionExecutor] => [type, providerExecutor(verb)]),
  ])
}
