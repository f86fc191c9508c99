import type { AppProvider } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { findNamed } from '../lookup/find-named.ts'
import { App } from './app.ts'
import { secretsOfApp } from './authorize.ts'
import { type OpenApiOptions, openApiProblems } from './openapi-options.ts'

/**
 * Applications by their OpenAPI documents (install `@apidevtools/swagger-parser`, `openapi-types`, `ajv` and `ajv-formats` beside this package). An
 * action is an operation of the document by its `operationId`, in any case: `create-customer` is `createCustomer`; or by method and path, `POST
 * /v1/customers`. Its input is checked against the operation's schemas before anything is sent. Result: `{ status, body }` of an answer of 2xx.
 *
 * Input: an object with no members but `path`, `query`, `headers` and `body` says itself what goes where. In any other, members go to the
 * operation's parameters of the same name, and the rest is the body.
 *
 * ```ts
 * const stripe = { document: 'stripe.yaml', auth: { bearer: () => secrets.read('stripe') } }
 * createTriggers({ providers: { action: openApi({ apps: { stripe } }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with every problem of the options.
 */
export function openApi(options: OpenApiOptions): AppProvider & { readonly name: string } {
  const problems = openApiProblems(options)
  const secrets = problems.length > 0 ? [] : Object.values(options.apps).flatMap(secretsOfApp)
  const failures = new ProviderFailures('openapi', secrets)
  if (problems.length > 0) throw failures.final(undefined, `has wrong options: ${problems.join(' ')}`)
  const apps = Object.fromEntries(Object.entries(options.apps).map(([name, app]) => [name, new App(name, app)]))
  return {
    family: 'action',
    name: 'openapi',
    async execute(app, action, input, call) {
      const found = findNamed(apps, app, 'application')
      if ('problem' in found) throw failures.final(call, found.problem, 'APP_UNKNOWN')
      return found.entry.execute(action, input, call)
    },
    async health({ signal }) {
      await Promise.all(Object.values(apps).map((app) => app.check(signal)))
    },
    async close() {
      await Promise.all(Object.values(apps).map((app) => app.close()))
    },
  }
}
