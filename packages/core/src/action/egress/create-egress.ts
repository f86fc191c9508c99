import { Egress } from './egress.ts'
import type { EgressOptions } from './egress-options.ts'

/**
 * For providers that send requests to addresses which a definition names (a webhook, a file to fetch): `sendRequest` and `readResponse` go
 * through it. With `origin: 'stored'` all of the options hold. Close it with the provider.
 *
 * @throws OptionsError with every problem of the options.
 */
export function createEgress(options: EgressOptions = {}): Egress {
  return new Egress(options, 'createEgress')
}
