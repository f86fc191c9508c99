import type { FlexibleSchema } from 'ai'
import { loadVendor } from '../vendor/load-vendor.ts'

type Ai = typeof import('ai')
type Check = ((value: unknown) => boolean) & { errors?: readonly { instancePath: string; message?: string }[] | null }

/** A schema in the terms of the AI SDK. A JSON Schema is checked by ajv: the SDK itself takes anything then. */
export async function toAgentSchema({ jsonSchema }: Ai, given: FlexibleSchema | object): Promise<FlexibleSchema> {
  if (typeof given === 'function' || '~standard' in given || Symbol.for('vercel.ai.schema') in given)
    return given as FlexibleSchema
  const { default: loaded } = await loadVendor('agents()', 'ajv', () => import('ajv/dist/2020.js'))
  const Ajv2020 = ((loaded as { default?: unknown }).default ?? loaded) as new (
    options: object,
  ) => { compile(schema: object): Check }
  const check = new Ajv2020({ strict: false, allErrors: true, logger: false, validateSchema: false }).compile(given)
  return jsonSchema(given as Parameters<typeof jsonSchema>[0], {
    validate(value) {
      if (check(value)) return { success: true, value }
      const problems = (check.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`)
      return { success: false, error: new Error(problems.join('; ')) }
    },
  })
}
