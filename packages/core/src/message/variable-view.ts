import { toText } from '../template/to-text.ts'
import { cloneValue } from '../value/clone.ts'
import { isDecimalObject } from '../value/decimal.ts'
import { isSafeName } from '../value/path.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { isBinary, isObjectId } from '../value/value-class.ts'

/** A template has read a variable that has no value. */
export class MissingVariable extends Error {
  /** `order.total`, `items[0].title` */
  readonly path: string
  /** The path of what should have had it; empty for the variables themselves. */
  readonly owner: string
  /** What the owner has. */
  readonly given: readonly string[]

  constructor(path: string, owner: string, given: readonly string[]) {
    super(`${path} has no value`)
    this.path = path
    this.owner = owner
    this.given = given
  }
}

/** What stands behind each view: our own copy of an object or array, or an instance itself. */
const behind = new WeakMap<object, object>()
/** Asked for by JavaScript itself, of any object. */
const coercions: ReadonlySet<string> = new Set(['toString', 'valueOf', 'toLocaleString'])

/**
 * Variables as a template sees them: reading what is not there throws `MissingVariable` with its path, `'name' in it` tells. Only own
 * properties are there, never `__proto__`, `constructor` or `prototype`. What a template changes, it changes in a copy; instances of classes can
 * be read and their methods called.
 */
export function viewOf(value: unknown, path: string): unknown {
  return value === null || typeof value !== 'object' || behind.has(value) ? value : viewOfObject(value, path)
}

function viewOfObject(value: object, path: string): object {
  if (Array.isArray(value)) return viewOfCopy([...(value as unknown[])] as never, path)
  if (value instanceof Date || value instanceof Map || value instanceof Set) return cloneValue(value)
  if (isBinary(value)) return value instanceof Uint8Array ? cloneValue(value) : value
  if (isPlainObject(value)) return viewOfCopy(copyOf(value), path)
  return isObjectId(value) || isDecimalObject(value) ? value : viewOfInstance(value, path)
}

/** The value without views in it, as it can be printed. */
export function revealed(value: unknown, seen: Map<object, unknown> = new Map()): unknown {
  if (value === null || typeof value !== 'object') return value
  const source = behind.get(value) ?? value
  if (!Array.isArray(source) && !isPlainObject(source)) return source
  const known = seen.get(source)
  if (known !== undefined) return known
  const shown: unknown[] | Record<string, unknown> = Array.isArray(source) ? [] : {}
  seen.set(source, shown)
  for (const [name, member] of Object.entries(source))
    if (isSafeName(name)) (shown as Record<string, unknown>)[name] = revealed(member, seen)
  return shown
}

function copyOf(object: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const name of Object.keys(object)) {
    const value = object[name]
    if (isSafeName(name) && value !== undefined) copy[name] = value
  }
  return copy
}

function viewOfCopy(copy: Record<PropertyKey, unknown>, path: string): object {
  const view = new Proxy(copy, {
    get(_, name) {
      if (!isReadable(copy, name)) return inherited(copy, name, path)
      const shown = viewOf(copy[name], joined(path, copy, String(name)))
      copy[name] = shown
      return shown
    },
    has: (_, name) => isReadable(copy, name),
  })
  behind.set(view, copy)
  return view
}

function isReadable(copy: Record<PropertyKey, unknown>, name: PropertyKey): boolean {
  return Object.hasOwn(copy, name) && copy[name] !== undefined && isSafeName(String(name))
}

/** Methods of arrays, and what JavaScript itself asks of an object to print it. */
function inherited(copy: Record<PropertyKey, unknown>, name: string | symbol, path: string): unknown {
  if (Array.isArray(copy)) {
    // Arrays ask for their constructor to make another array, and take undefined for `Array`.
    if (name === 'constructor' || name === 'toJSON') return undefined
    if (Object.hasOwn(Array.prototype, name)) return Reflect.get(Array.prototype, name)
  }
  if (name === Symbol.toPrimitive) return () => toText(revealed(copy))
  if (typeof name === 'symbol' || name === 'toJSON') return undefined
  throw new MissingVariable(joined(path, copy, name), path, namesOf(copy))
}

/**
 * The instance itself is only read: its methods run on it, so that what is private to its class is there for them. A stand-in is what the
 * Proxy is made of, because a frozen instance could not be shown by any other value than its own.
 */
function viewOfInstance(instance: object, path: string): object {
  const standIn = Object.create(Object.getPrototypeOf(instance) as object | null) as object
  const read = (name: PropertyKey): unknown => {
    if (typeof name === 'string' && !isShown(instance, name)) return undefined
    const value: unknown = Reflect.get(instance, name, instance)
    return typeof value === 'function' ? (value.bind(instance) as unknown) : value
  }
  const refuse = (): boolean => false
  const view = new Proxy(standIn, {
    get(_, name) {
      const value = read(name)
      if (typeof name === 'symbol' || name === 'toJSON') return value
      if (value === undefined) throw new MissingVariable(joined(path, instance, name), path, namesOf(instance))
      return viewOf(value, joined(path, instance, name))
    },
    has: (_, name) => read(name) !== undefined,
    ownKeys: () => Object.keys(instance).filter(isSafeName),
    getOwnPropertyDescriptor(_, name) {
      if (!Object.hasOwn(instance, name) || read(name) === undefined) return undefined
      return { value: read(name), enumerable: true, configurable: true, writable: false }
    },
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
    setPrototypeOf: refuse,
  })
  behind.set(view, instance)
  return view
}

/** What its own class gives it, and what JavaScript asks of every object; not what else `Object.prototype` holds. */
function isShown(instance: object, name: string): boolean {
  if (!isSafeName(name)) return false
  return coercions.has(name) || Reflect.get(Object.prototype, name) !== Reflect.get(instance, name, instance)
}

/** None of an array's: its indices tell nothing. */
function namesOf(owner: object): string[] {
  return Array.isArray(owner) ? [] : Object.keys(owner).filter(isSafeName)
}

function joined(path: string, owner: object, name: string): string {
  if (Array.isArray(owner) && /^\d+$/.test(name)) return `${path}[${name}]`
  return path === '' ? name : `${path}.${name}`
}
