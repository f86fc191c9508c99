/** As much of a Standard Schema (standardschema.dev, version 1) as is needed to check with it. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** The input as the schema gives it back, or what is wrong with it, one phrase a problem: `items.0.sku: Required`. */
export async function checkInput(
  schema: StandardSchema,
  input: unknown,
): Promise<{ value: unknown } | { problems: string[] }> {
  const result = await schema['~standard'].validate(input)
  return result.issues === undefined ? { value: result.value } : { problems: result.issues.map(describe) }
}

function describe({ message, path = [] }: SchemaIssue): string {
  const place = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
  return place === '' ? message : `${place}: ${message}`
}
