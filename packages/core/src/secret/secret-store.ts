import { inputError, placeOf, type RunPlace } from '../action/input-error.ts'
import { ActionError } from '../errors/action-error.ts'
import type { SecretOptions, Secrets, SecretValue } from './secret-source.ts'

const shortest = 4

/** A secret as one attempt has it. */
export interface ResolvedSecret {
  name: string
  value: string
  /** Absent: no hosts were said. */
  hosts?: readonly string[]
}

/** What is known of a secret before it is used. */
export type SecretProblem = 'unknown' | 'not-stored'

/** The secrets of one engine. */
export class SecretStore {
  readonly #secrets: Secrets

  constructor(secrets: Secrets = {}) {
    this.#secrets = secrets
  }

  /** What keeps a definition from using a secret, as far as it can be told without asking for it. */
  problemOf(name: string, origin: 'code' | 'stored'): SecretProblem | undefined {
    if (typeof this.#secrets === 'function') return undefined
    if (!Object.hasOwn(this.#secrets, name)) return 'unknown'
    return origin === 'stored' && !isForStored(this.#secrets[name]!) ? 'not-stored' : undefined
  }

  /**
   * The secret for one attempt of an action.
   *
   * @throws ActionError: final where there is no such secret or the action may not have it, else the cause is what its function threw.
   */
  async resolve(name: string, run: RunPlace): Promise<ResolvedSecret> {
    const found = await this.#find(name, run)
    if (found === undefined) {
      throw inputError(
        run,
        `there is no secret "${name}". Add it: createTriggers({ secrets: { ${JSON.stringify(name)}: … } }).`,
      )
    }
    if (run.trigger.origin === 'stored' && !isForStored(found)) {
      throw inputError(
        run,
        `the secret "${name}" is not for stored definitions. If it is meant to be, say so: { value: …, stored: true }.`,
      )
    }
    const { value: source, hosts } = isOptions(found) ? found : { value: found, hosts: undefined }
    const value = typeof source === 'function' ? await asked(source, name, run) : source
    if (typeof value !== 'string' || value.length < shortest) {
      throw inputError(
        run,
        `the secret "${name}" has to be a text of at least ${shortest} characters: a shorter one cannot be kept out of logs.`,
      )
    }
    return { name, value, hosts }
  }

  async #find(name: string, run: RunPlace): Promise<SecretValue | SecretOptions | undefined> {
    const secrets = this.#secrets
    if (typeof secrets === 'function') return asked(() => secrets(name), name, run)
    return Object.hasOwn(secrets, name) ? secrets[name] : undefined
  }
}

async function asked<T>(source: () => T | Promise<T>, name: string, run: RunPlace): Promise<T> {
  try {
    return await source()
  } catch (cause) {
    throw new ActionError({
      ...placeOf(run),
      code: 'SECRET_UNAVAILABLE',
      message: `the secret "${name}" could not be had: its function failed.`,
      cause,
    })
  }
}

function isOptions(secret: SecretValue | SecretOptions): secret is SecretOptions {
  return typeof secret === 'object'
}

function isForStored(secret: SecretValue | SecretOptions): boolean {
  return isOptions(secret) && secret.stored === true
}
