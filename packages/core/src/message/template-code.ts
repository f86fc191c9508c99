import type { TemplateNode, TemplateTag } from './template-node.ts'

/** Words that go on with the statement of an earlier tag, and signs that go on with its expression. */
const continuation = /^\s*(?:(?:else|case|default|catch|finally|while)\b|[)\],.?:;&|=])/
/** After these a new statement may begin. */
const statementEnd = /[;{}]\s*$/

/**
 * The body of the function that a template becomes, over `it` (the variables) and `options` (the frame that it prints into). Lines are noted as it
 * runs, where a statement more cannot change what the code means.
 */
export function templateCode(nodes: readonly TemplateNode[]): string {
  const statements = nodes.map((node, index) => statementOf(node, nodes[index - 1]))
  return `"use strict";
const __eta = options, { include, layout, block, capture, output } = options;
${statements.join('\n')}
`
}

function statementOf(node: TemplateNode, previous: TemplateNode | undefined): string {
  if (typeof node === 'string') return `__eta.res += ${JSON.stringify(node)};`
  if (node.kind !== 'code') return `__eta.at(${node.line}).${node.kind} = ${node.code}\n;`
  return mayNoteLine(node, previous) ? `__eta.line = ${node.line}; ${node.code}` : node.code
}

function mayNoteLine({ code }: TemplateTag, previous: TemplateNode | undefined): boolean {
  if (continuation.test(code)) return false
  return typeof previous !== 'object' || previous.kind !== 'code' || statementEnd.test(previous.code)
}
