import type { TemplateNode, TemplateTag } from './template-node.ts'

/** A layout or partial that a template names in its code. */
export interface TemplateReference {
  kind: 'layout' | 'partial'
  name: string
  line: number
}

/** A comment, a call with a literal name, or a text: texts and comments are matched so that nothing is found inside them. */
const tokens =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<![\w$.])(?<call>include|layout)\s*\(\s*(?<quote>['"`])(?<name>[^'"`\\\n$]*)\k<quote>\s*(?=[,)])|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g

/** Names that are written out are found, so that they can be checked before anything is sent; names that are computed are looked up then. */
export function referencesOf(nodes: readonly TemplateNode[]): TemplateReference[] {
  return nodes.flatMap((node) => (typeof node === 'string' ? [] : referencesIn(node)))
}

function referencesIn({ code, line }: TemplateTag): TemplateReference[] {
  return [...code.matchAll(tokens)].flatMap(({ groups, index }) => {
    const { call, name } = groups ?? {}
    if (call === undefined || name === undefined) return []
    return [
      {
        kind: call === 'layout' ? ('layout' as const) : ('partial' as const),
        name,
        line: line + code.slice(0, index).split('\n').length - 1,
      },
    ]
  })
}
