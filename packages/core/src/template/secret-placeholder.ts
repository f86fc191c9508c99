import type { Placeholder } from './parse-text.ts'

/** `{{secret.stripe_key}}`: stands for what only the action's executor gets to know (R48). */
export function isSecretPlaceholder({ segments }: Placeholder): boolean {
  return segments[0] === 'secret'
}

/** `stripe_key`; empty where the placeholder names none. */
export function secretName({ segments }: Placeholder): string {
  return segments.slice(1).join('.')
}
