import { Eta } from 'eta'

/** One piece of a template: text as it is, or what stands in a tag. */
export type TemplateNode = string | TemplateTag

export interface TemplateTag {
  /** `<% code %>`, `<%= print %>` or `<%~ raw %>`. */
  kind: 'code' | 'print' | 'raw'
  code: string
  /** Where the tag begins, from 1. */
  line: number
}

const kinds: Readonly<Record<string, TemplateTag['kind']>> = { e: 'code', i: 'print', r: 'raw' }
const parser = new Eta({ debug: true, autoTrim: false })

/**
 * Cuts a template into its pieces. A line that holds nothing but `<% code %>` is no part of the text.
 *
 * @throws EtaParseError for a tag, text or comment that is not closed.
 */
export function parseTemplate(text: string): TemplateNode[] {
  const nodes = parser
    .parse(text)
    .map(
      (piece): TemplateNode =>
        typeof piece === 'string'
          ? unescaped(piece)
          : { kind: kinds[piece.t] ?? 'code', code: piece.val, line: piece.lineNo ?? 1 },
    )
  return withoutCodeLines(nodes)
}

/** Eta hands texts over as they would stand in a JavaScript literal. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([n\\'])/g, (_, character: string) => (character === 'n' ? '\n' : character))
}

function withoutCodeLines(nodes: readonly TemplateNode[]): TemplateNode[] {
  const trimmed = [...nodes]
  for (let first = 0; first < nodes.length; first++) {
    if (!isCode(nodes[first])) continue
    let last = first
    while (isCode(nodes[last + 1])) last++
    if (endsALine(nodes, first - 1) && startsALine(nodes, last + 1)) {
      trim(trimmed, first - 1, /[ \t]*$/)
      trim(trimmed, last + 1, /^[ \t]*\n?/)
    }
    first = last
  }
  return trimmed.filter((node) => node !== '')
}

function isCode(node: TemplateNode | undefined): boolean {
  return typeof node === 'object' && node.kind === 'code'
}

function endsALine(nodes: readonly TemplateNode[], index: number): boolean {
  const node = nodes[index]
  if (typeof node !== 'string') return node === undefined
  return (index === 0 ? /(?:^|\n)[ \t]*$/ : /\n[ \t]*$/).test(node)
}

function startsALine(nodes: readonly TemplateNode[], index: number): boolean {
  const node = nodes[index]
  if (typeof node !== 'string') return node === undefined
  return (index === nodes.length - 1 ? /^[ \t]*(?:\n|$)/ : /^[ \t]*\n/).test(node)
}

function trim(nodes: TemplateNode[], index: number, blank: RegExp): void {
  const node = nodes[index]
  if (typeof node === 'string') nodes[index] = node.replace(blank, '')
}
