import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'

/** Makes a document say another value, and leaves what is the same as it is written. */
export function editYaml(document: Document, value: object): void {
  document.contents = edited(document, document.contents, value) as typeof document.contents
}

/** The node for the value: the one that was there, wherever that can be. */
function edited(document: Document, node: unknown, value: unknown): Node {
  if (isMap(node) && isObject(value)) return editMap(document, node, value)
  if (isSeq(node) && Array.isArray(value)) return editList(document, node, value)
  if (isScalar(node) && !isCompound(value)) {
    if (!Object.is(node.value, value)) {
      node.value = value
      // How the old value was written.
      delete node.source
      delete node.format
      delete node.minFractionDigits
    }
    return node
  }
  const made = document.createNode(value, { aliasDuplicateObjects: false })
  // What is written beside the old value is most often about its place.
  if (isScalar(node) || isCollection(node)) {
    made.comment = node.comment
    made.commentBefore = node.commentBefore
  }
  return made
}

function editMap(document: Document, map: YAMLMap, value: Readonly<Record<string, unknown>>): Node {
  map.items = map.items.filter(({ key }) => Object.hasOwn(value, nameOf(key)))
  for (const [name, member] of Object.entries(value)) {
    const pair = map.items.find(({ key }) => nameOf(key) === name) as Pair<unknown, unknown> | undefined
    if (pair === undefined) map.items.push(document.createPair(name, member, { aliasDuplicateObjects: false }))
    else pair.value = edited(document, pair.value, member)
  }
  return map
}

/** An item that is there still keeps its node, and with it its comments, wherever it stands now; any other takes that of its place. */
function editList(document: Document, list: YAMLSeq, value: readonly unknown[]): Node {
  const before = list.items
  const places = new Map<string, number[]>()
  for (const [place, item] of before.entries()) {
    const text = isNode(item) ? JSON.stringify(item.toJS(document)) : ''
    const same = places.get(text)
    if (same === undefined) places.set(text, [place])
    else same.push(place)
  }
  const kept = value.map((item) => places.get(JSON.stringify(item))?.shift())
  const taken = new Set(kept)
  list.items = value.map((item, index) => {
    const place = kept[index]
    return place === undefined ? edited(document, taken.has(index) ? undefined : before[index], item) : before[place]
  })
  return list
}

function nameOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key)
}

function isCompound(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isCompound(value) && !Array.isArray(value)
}
