import type { ActionExecutor, ActionRun } from '../action/action-executor.ts'
import { inputError } from '../action/input-error.ts'
import { missingValues, noteMissing } from '../template/missing-value.ts'
import type { Redaction } from './redact.ts'
import type { ResolvedSecret, SecretStore } from './secret-store.ts'
import { SecretUse } from './secret-use.ts'

/** An executor whose runs have their secrets in their places, put there when an attempt begins (R48). `redaction` hears of each value. */
export function withSecrets(
  executor: ActionExecutor,
  names: readonly string[],
  store: SecretStore,
  redaction: Redaction,
): ActionExecutor {
  return {
    setBased: executor.setBased,
    async execute(runs, environment) {
      const revealed = await Promise.all(runs.map((run) => reveal(run, names, store, redaction)))
      // While a secret was waited for, the attempt's time may have run out, and another one have begun.
      environment.signal.throwIfAborted()
      return executor.execute(revealed, environment)
    },
  }
}

async function reveal(
  run: ActionRun,
  names: readonly string[],
  store: SecretStore,
  redaction: Redaction,
): Promise<ActionRun> {
  const secrets = await Promise.all(names.map((name) => store.resolve(name, run)))
  for (const { name, value } of secrets) redaction.add(name, value)
  assertKept(run, secrets)
  const use = new SecretUse(secrets, run)
  const input = use.reveal(run.input) as Record<string, unknown>
  noteMissing(input, missingValues(run.input))
  return { ...run, input, secrets: use }
}

/** Only requests of our own can be kept to hosts; and where a value says where a request goes, a secret has to say where it may go. */
function assertKept(run: ActionRun, secrets: readonly ResolvedSecret[]): void {
  const { family, payload } = run.action
  for (const { name, hosts } of secrets) {
    if (hosts !== undefined && family !== 'http') {
      throw inputError(
        run,
        `the secret "${name}" is bound to hosts, and only http.* can keep to them. Use another secret, or leave \`hosts\` out.`,
      )
    }
    if (hosts === undefined && typeof payload.url === 'string' && payload.url.startsWith('{{')) {
      throw inputError(
        run,
        `a value says where the request goes, so the secret "${name}" has to be bound to its hosts: { value: …, hosts: ['…'] }.`,
      )
    }
  }
}
