export type { AppAnswer } from './app.ts'
export { openApi } from './openapi.ts'
export type { OpenApiApp, OpenApiAuth, OpenApiOptions, SecretSource } from './openapi-options.ts'
