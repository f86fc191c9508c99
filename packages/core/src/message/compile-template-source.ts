import { Eta } from 'eta'
import type { ProblemList } from '../errors/problem-list.ts'
import { messageOf } from '../errors/to-error.ts'
import type { TemplateSource } from './message-source.ts'
import type { MessageTemplate, TemplateFunction } from './message-template.ts'
import { templateCode } from './template-code.ts'
import { parseTemplate, type TemplateNode } from './template-node.ts'
import { referencesOf } from './template-reference.ts'

/** The template of a source, by Eta's parser and compiler; undefined where it is wrong, which is reported with the line. */
export function compileTemplateSource(source: TemplateSource, problems: ProblemList): MessageTemplate | undefined {
  if (source.text === undefined) return undefined
  if (source.text.trim() === '') {
    problems.add(source.at, 'it is empty')
    return undefined
  }
  let nodes: TemplateNode[]
  try {
    nodes = parseTemplate(source.text)
  } catch (error) {
    const { line, reason } = parseFailure(error)
    problems.add(atLine(source, line), reason)
    return undefined
  }
  const code = compile(nodes)
  if (typeof code === 'string') {
    problems.add(atLine(source, failingLine(nodes, code)), `it cannot be compiled: ${code}`)
    return undefined
  }
  return { source, code, references: referencesOf(nodes) }
}

/** `messages/welcome/html.eta:3` */
export function atLine({ at }: TemplateSource, line: number): string {
  return `${at}:${line}`
}

/** The function, or what the compiler says against it. */
function compile(nodes: readonly TemplateNode[]): TemplateFunction | string {
  const eta = new Eta()
  eta.compileToString = () => templateCode(nodes)
  try {
    return eta.compile('') as unknown as TemplateFunction
  } catch (error) {
    const lines = messageOf(error).split('\n')
    return lines[2] ?? lines[0] ?? ''
  }
}

/** `unclosed tag at line 3 col 5: …` */
function parseFailure(error: unknown): { line: number; reason: string } {
  const message = messageOf(error)
  const [, reason, line] = /^(.*) at line (\d+) col \d+/.exec(message) ?? []
  return { line: Number(line ?? 1), reason: reason ?? message }
}

/** The line of the tag from which on the compiler says what it says of the whole. */
function failingLine(nodes: readonly TemplateNode[], failure: string): number {
  let line = 1
  for (let end = nodes.length; end > 0; end--) {
    if (compile(nodes.slice(0, end)) !== failure) break
    const last = nodes[end - 1]
    if (typeof last === 'object') line = last.line
  }
  return line
}
