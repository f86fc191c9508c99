import type { Row } from '../../../change/change.ts'
import type { ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import type { Violation } from './violation.ts'

export type DtoClass = abstract new (...args: never[]) => object

/** What `validate` of class-validator gives for each property. */
interface PropertyError {
  property: string
  constraints?: Record<string, string>
  children?: PropertyError[]
}

type Validate = (object: object, options: { forbidUnknownValues: boolean }) => Promise<PropertyError[]>

/**
 * Validates a row as an object of a class with class-validator decorators. The class's constructor is not run, so that its defaults do not
 * stand for what the row lacks.
 *
 * @throws ActionError where class-validator is not installed.
 */
export async function dtoViolations(run: ActionRun, dto: DtoClass, record: Row): Promise<Violation[]> {
  const validate = await loadValidate(run)
  const instance = Object.create(dto.prototype as object) as Row
  // Hidden columns too: the class names what it validates.
  for (const name of Object.getOwnPropertyNames(record)) {
    Object.defineProperty(instance, name, { value: record[name], enumerable: true, configurable: true, writable: true })
  }
  return flatten(await validate(instance, { forbidUnknownValues: false }), '')
}

async function loadValidate(run: ActionRun): Promise<Validate> {
  try {
    const loaded = (await import('class-validator')) as unknown as {
      validate?: Validate
      default?: { validate: Validate }
    }
    return (loaded.validate ?? loaded.default!.validate) as Validate
  } catch (cause) {
    throw inputError(
      run,
      'record.validate with a class needs the package class-validator. Add it: npm install class-validator.',
      cause,
    )
  }
}

function flatten(errors: readonly PropertyError[], prefix: string): Violation[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = prefix + property
    const own = Object.values(constraints).map((text) => ({ field, message: withoutName(text, property) }))
    return [...own, ...flatten(children, `${field}.`)]
  })
}

/** class-validator's own texts begin with the property's name. */
function withoutName(text: string, property: string): string {
  return text.startsWith(`${property} `) ? text.slice(property.length + 1) : text
}
