import { defaultTriggers, type Triggers } from '@triggerkit/core'
import { TriggerkitError } from '@triggerkit/core/adapter'
import type { Schema } from 'mongoose'
import { installModel } from './install/install-model.ts'
import type { SchemaLike } from './mongoose-like.ts'

/** What `schema.plugin` and `mongoose.plugin` take. */
// biome-ignore lint/suspicious/noExplicitAny: a plugin is for schemas of every type
export type TriggersPlugin = (schema: Schema<any, any, any, any, any, any, any>) => void

/**
 * Makes every write of a model fire the triggers of `engine`; default: the process-wide engine, `defaultTriggers()`.
 *
 * ```ts
 * schema.plugin(triggers(engine)) // before mongoose.model(…)
 * mongoose.plugin(triggers(engine)) // for all models that are compiled afterwards
 * ```
 *
 * @throws TriggerkitError of code `PLUGIN_LATE` where a model of the schema is compiled already; `PLUGIN_TWICE` and `COLLECTION_SHARED` when
 * the model is compiled, where its collection has triggers of another engine, or of another model.
 */
export function triggers(engine: Triggers = defaultTriggers()): TriggersPlugin {
  const seen = new WeakSet<object>()
  return (given) => {
    const schema = given as unknown as SchemaLike
    if (seen.has(schema)) return
    seen.add(schema)
    if (isCompiled(schema)) throw late()
    follow(schema, engine)
  }
}

/** Models of the schema, and of copies of it: Mongoose makes one for a connection of another copy of itself. */
function follow(schema: SchemaLike, engine: Triggers): void {
  schema.on('init', (model) => installModel(model, engine))
  const { _clone: clone } = schema
  if (clone === undefined) return
  const value = function (this: SchemaLike, ...args: unknown[]): SchemaLike {
    const copy = clone.apply(this, args)
    follow(copy, engine)
    return copy
  }
  Object.defineProperty(schema, '_clone', { value, configurable: true, writable: true })
}

/** What Mongoose leaves in a schema when it compiles a model: this option, and a plugin of its own, which schemas inside others have, too. */
function isCompiled({ options, plugins }: SchemaLike): boolean {
  return 'pluralization' in options && plugins.some(({ fn }) => fn.name === 'addIdGetter')
}

function late(): TriggerkitError {
  return new TriggerkitError({
    code: 'PLUGIN_LATE',
    message:
      'A model of this schema is compiled already, so that its writes would fire no triggers. Call schema.plugin(triggers(engine)), or ' +
      'mongoose.plugin(triggers(engine)), before mongoose.model().',
  })
}
