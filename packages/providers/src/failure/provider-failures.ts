import { ProviderError } from '@triggerkit/core'
import { Redaction } from '@triggerkit/core/adapter'
import { fetchReason } from './fetch-reason.ts'
import { networkFailure } from './network-failure.ts'
import { safeCause } from './safe-cause.ts'

/** What a failure is called, beside what the client threw. */
export interface FailureDescription {
  /** What it could not do: `set the entry`. */
  doing: string
  /** What to do about it, a sentence. Default: what helps with the network, where it is that. */
  remedy?: string
  /** Default: true, or what is known of the network's error. */
  retryable?: boolean
  /** Default: the system's (`ECONNREFUSED`) where there is one, else the provider's name and `_FAILED`. */
  code?: string
  /** What went wrong, where the client's own message does not say it. */
  reason?: string
  status?: number
  retryAfterMs?: number
}

/** Makes the errors of one provider: each names the provider, its tag and a remedy, and holds none of its secrets. */
export class ProviderFailures {
  readonly #name: string
  readonly #redaction = new Redaction()

  /** `secrets` are passwords, keys and tokens in its options; undefined and empty ones are passed over. */
  constructor(name: string, secrets: readonly (string | undefined)[] = []) {
    this.#name = name
    for (const secret of secrets) if (secret) this.#redaction.add(name, secret)
  }

  /** A secret that it came to know later. */
  hide(secret: string): void {
    this.#redaction.add(this.#name, secret)
  }

  /** What the client threw, as a `ProviderError`. One that is a `ProviderError` already stays what it is. */
  of(thrown: unknown, call: { readonly tag?: string } | undefined, description: FailureDescription): ProviderError {
    if (ProviderError.isInstance(thrown)) return thrown
    const network = networkFailure(thrown)
    const cause = safeCause(thrown, this.#redaction)
    const { doing, remedy = network?.remedy, retryable = network?.retryable, status, retryAfterMs } = description
    const reason = this.#redaction.of(description.reason ?? fetchReason(thrown) ?? cause.message).trim()
    return this.#create(call, {
      code: description.code ?? network?.code ?? `${this.#name.toUpperCase().replaceAll(/\W+/g, '_')}_FAILED`,
      message: `could not ${doing}: ${sentence(reason)}${remedy === undefined ? '' : ` ${sentence(remedy)}`}`,
      retryable,
      status,
      retryAfterMs,
      cause,
    })
  }

  /** What is wrong with its options or its input: final. */
  final(call: { readonly tag?: string } | undefined, message: string, code = 'PROVIDER_OPTIONS'): ProviderError {
    return this.#create(call, { code, message: this.#redaction.of(message), retryable: false })
  }

  #create(
    call: { readonly tag?: string } | undefined,
    { message, ...fields }: ConstructorParameters<typeof ProviderError>[0],
  ): ProviderError {
    const provider = call?.tag === undefined ? this.#name : `${this.#name} ${JSON.stringify(call.tag)}`
    return new ProviderError({ ...fields, provider, message: `${provider} ${message}` })
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
