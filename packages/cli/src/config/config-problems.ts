import { closest } from '@triggerkit/core/adapter'

const members = ['engine', 'folder']
/** What commands call of an engine: a text that an engine of another version lacks. */
const engineMethods = ['check', 'health', 'load', 'fetchAll', 'registered', 'checkDefinition', 'close', 'worker']

/** Everything that is wrong with what a config exports by default. */
export function configProblems(exported: unknown): string[] {
  if (!isObject(exported))
    return [`export default: expected defineConfig({ engine: async () => … }), found ${describeType(exported)}`]
  const problems: string[] = []
  const { engine, folder } = exported
  if (typeof engine !== 'function')
    problems.push(`engine: expected a function that gives { triggers, close? }, found ${describeType(engine)}`)
  if (folder !== undefined && (typeof folder !== 'string' || folder.trim() === ''))
    problems.push(
      `folder: expected the path of a folder, found ${folder === '' ? 'an empty text' : describeType(folder)}`,
    )
  return [...problems, ...unknownMembers(exported)]
}

/** Everything that is wrong with what a config's `engine` gives. */
export function connectedProblems(connected: unknown): string[] {
  if (!isObject(connected)) return [`expected { triggers, close? }, found ${describeType(connected)}`]
  if (isEngine(connected)) return ['found the engine itself: return { triggers: engine }']
  const { triggers, close } = connected
  const problems: string[] = []
  if (!isObject(triggers))
    problems.push(`triggers: expected what createTriggers gives, found ${describeType(triggers)}`)
  else if (!isEngine(triggers)) {
    const missing = engineMethods.filter((name) => typeof triggers[name] !== 'function')
    const what = missing.length === engineMethods.length ? 'another object' : `one without ${missing.join(', ')}`
    problems.push(
      `triggers: expected what createTriggers gives, found ${what}; @triggerkit/core and @triggerkit/cli go by one version`,
    )
  }
  if (close !== undefined && typeof close !== 'function')
    problems.push(`close: expected a function, found ${describeType(close)}`)
  return problems
}

/** In words, for messages: `a number`, `nothing`. */
export function describeType(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function unknownMembers(exported: Record<string, unknown>): string[] {
  return Object.keys(exported)
    .filter((name) => !members.includes(name))
    .map((name) => {
      const near = closest(name, members)
      const hint = near === undefined ? `; known are ${members.join(' and ')}` : `, did you mean "${near}"?`
      return `unknown member ${JSON.stringify(name)}${hint}`
    })
}

function isEngine(value: Record<string, unknown>): boolean {
  return engineMethods.every((name) => typeof value[name] === 'function')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
