/** What a secret is, or what gives it: asked anew for each attempt of an action. */
export type SecretValue = string | (() => string | Promise<string>)

/** A secret with what it may be used for. */
export interface SecretOptions {
  value: SecretValue
  /** Hosts that it may be sent to: `api.example.com`, `api.example.com:8443`, `*.example.com`. Default: those of the action that names it. */
  hosts?: readonly string[]
  /** Whether stored definitions may name it. Default false. */
  stored?: boolean
}

/**
 * The secrets that definitions may name as `{{secret.name}}` (R48): by name, or a function that is asked for a name and gives undefined where
 * there is no such secret.
 */
export type Secrets =
  | Readonly<Record<string, SecretValue | SecretOptions>>
  | ((name: string) => string | SecretOptions | undefined | Promise<string | SecretOptions | undefined>)
