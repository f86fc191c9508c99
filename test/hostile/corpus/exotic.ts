import { type RefusedDefinition, withAction, withCondition, withMembers, withMessage } from '../hostile-case.ts'

const fail = (): never => {
  throw new Error('trap')
}

/** Objects that are not what they look like: each is made anew, because reading may use it up. */
export const exotic: readonly (Omit<RefusedDefinition, 'definition'> & { definition: () => unknown })[] = [
  {
    tries: 'a proxy whose every trap throws',
    definition: () => new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail }),
    problem: '',
  },
  { tries: 'a revoked proxy', definition: () => revoked({}), problem: 'cannot be read' },
  { tries: 'a revoked array', definition: () => withMembers({ actions: revoked([]) }), problem: 'actions' },
  {
    tries: 'a getter that throws',
    definition: () => Object.defineProperty(withMembers({}), 'tag', { get: fail, enumerable: true }),
    problem: 'tag: cannot be read',
  },
  {
    tries: 'a getter that throws something that cannot be described',
    definition: () =>
      Object.defineProperty(withMembers({}), 'tag', {
        enumerable: true,
        get: () => {
          throw revoked({})
        },
      }),
    problem: 'tag: cannot be read',
  },
  { tries: 'a circle', definition: () => circular(withMembers({}), 'tag'), problem: 'circle' },
  { tries: 'a circle through a condition', definition: () => withCondition(circular({}, 'not')), problem: 'circle' },
  {
    tries: 'a circle through a body',
    definition: () => withAction({ type: 'http.post', url: 'https://e.com', body: circular({}, 'a') }),
    problem: 'circle',
  },
  { tries: 'a function where a text stands', definition: () => withMessage(fail), problem: 'plain JSON' },
  { tries: 'a symbol', definition: () => withMessage(Symbol('x')), problem: 'plain JSON' },
  {
    tries: 'an instance of a class',
    definition: () => withAction({ type: 'log.info', message: 'x', data: new (class Evil {})() }),
    problem: 'plain JSON',
  },
  {
    tries: 'a promise',
    definition: () => withAction({ type: 'log.info', message: 'x', data: Promise.resolve(1) }),
    problem: 'plain JSON',
  },
  {
    tries: 'a Map',
    definition: () => withAction({ type: 'log.info', message: 'x', data: new Map() }),
    problem: 'plain JSON',
  },
  {
    tries: 'an Error',
    definition: () => withAction({ type: 'log.info', message: 'x', data: new Error('x') }),
    problem: 'plain JSON',
  },
  {
    tries: 'a regular expression with its own flags',
    definition: () => withCondition({ field: 'name', operator: 'MATCHES', value: /(a+)+$/ }),
    problem: 'plain JSON',
  },
  {
    tries: 'an array of four thousand million items',
    definition: () => withMembers({ actions: sparse(2 ** 32 - 1) }),
    problem: 'actions',
  },
  {
    tries: 'a sparse list',
    definition: () => withCondition({ field: 'name', operator: 'IN', value: sparse(10_000_000) }),
    problem: 'condition.value',
  },
  {
    tries: 'an array that says it is longer with each look',
    definition: () => withMembers({ actions: growing() }),
    problem: '',
  },
  {
    tries: 'depth',
    definition: () => withCondition(nested(100_000, (inner) => ({ not: inner }))),
    problem: 'nested deeper',
  },
  {
    tries: 'depth by lists',
    definition: () => withAction({ type: 'log.info', message: 'x', data: nested(100_000, (inner) => [inner]) }),
    problem: 'nested deeper',
  },
  {
    tries: 'depth by and',
    definition: () => withCondition(nested(100_000, (inner) => ({ and: [inner] }))),
    problem: 'nested deeper',
  },
  {
    tries: 'width',
    definition: () => withAction({ type: 'log.info', message: 'x', data: Array(1_000_000).fill(1) }),
    problem: 'at most',
  },
  {
    tries: 'width by keys',
    definition: () => withAction({ type: 'log.info', message: 'x', data: wide(20_000) }),
    problem: 'more than',
  },
  {
    tries: 'width of nothing',
    definition: () => withAction({ type: 'log.info', message: 'x', data: Array(19_000).fill([{}]) }),
    problem: 'maxValues',
  },
  { tries: 'fifty million characters', definition: () => withMessage('x'.repeat(50_000_000)), problem: 'characters' },
  {
    tries: 'a key of a million characters',
    definition: () => withMembers({ ['k'.repeat(1_000_000)]: 1 }),
    problem: '',
  },
  {
    tries: 'ten thousand unknown keys',
    definition: () => ({ ...withMembers({}), ...wide(10_000) }),
    problem: 'maxValues',
  },
  {
    tries: 'ten thousand unknown fields of an action',
    definition: () => withAction({ type: 'log.info', message: 'x', ...wide(10_000) }),
    problem: '',
  },
  {
    tries: 'a hundred thousand actions',
    definition: () => withMembers({ actions: Array(100_000).fill({ type: 'log.info', message: 'x' }) }),
    problem: 'actions',
  },
  {
    tries: 'a hundred and one actions',
    definition: () => withMembers({ actions: Array.from({ length: 101 }, () => ({ type: 'log.info', message: 'x' })) }),
    problem: 'at most',
  },
  {
    tries: 'ten thousand wrong events',
    definition: () => withMembers({ events: Array(10_000).fill('afterInserted') }),
    problem: 'maxValues',
  },
  {
    tries: 'ten thousand wrong operators',
    definition: () =>
      withCondition({ and: Array.from({ length: 5_000 }, () => ({ field: 'name', operator: 'EQUAL_TO', value: 1 })) }),
    problem: '',
  },
  {
    tries: 'an operator of a million characters',
    definition: () => withCondition({ field: 'name', operator: 'A'.repeat(90_000), value: 1 }),
    problem: 'condition.operator',
  },
  {
    tries: 'a name of a million characters',
    definition: () => withMembers({ name: 'n'.repeat(1_000_000) }),
    problem: 'name',
  },
  {
    tries: 'a type of ninety thousand characters',
    definition: () => withAction({ type: 'database.'.repeat(10_000) }),
    problem: 'actions[0].type',
  },
  {
    tries: 'a placeholder ten thousand times not closed',
    definition: () => withMessage('{{'.repeat(10_000)),
    problem: 'maxPlaceholders',
  },
  {
    tries: 'a path of ten thousand dots',
    definition: () => withCondition({ field: 'a.'.repeat(10_000), operator: 'IS_NULL' }),
    problem: 'condition.field',
  },
  {
    tries: 'ten thousand indexes',
    definition: () => withCondition({ field: `a${'[0]'.repeat(10_000)}`, operator: 'IS_NULL' }),
    problem: 'condition.field',
  },
]

function revoked<T extends object>(target: T): T {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

function circular<T extends object>(object: T, key: string): T {
  return Object.assign(object, { [key]: object })
}

function sparse(length: number): unknown[] {
  const items: unknown[] = []
  items.length = length
  return items
}

function growing(): unknown[] {
  let length = 1
  return new Proxy([], { get: (target, key) => (key === 'length' ? length++ : Reflect.get(target, key)) })
}

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = { field: 'name', operator: 'IS_NULL' }
  for (let level = 0; level < levels; level++) value = wrap(value)
  return value
}

function wide(keys: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: keys }, (_, index) => [`key${index}`, index]))
}
