export type Attribute = string | number | boolean | string[] | number[] | boolean[]
export type Attributes = Record<string, Attribute>

/**
 * JSON as attributes, each named after the path to it: `data.order.id`. Lists of one kind of value stay lists, any other is JSON; null has no
 * attribute.
 */
export function flattened(value: unknown, name: string, attributes: Attributes = {}): Attributes {
  if (Array.isArray(value)) attributes[name] = isOfOneKind(value) ? value : JSON.stringify(value)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) flattened(member, `${name}.${key}`, attributes)
  } else if (value !== null && value !== undefined) attributes[name] = value as string | number | boolean
  return attributes
}

function isOfOneKind(list: readonly unknown[]): list is string[] | number[] | boolean[] {
  const kinds = new Set(list.map((item) => typeof item))
  return kinds.size <= 1 && !kinds.has('object')
}
