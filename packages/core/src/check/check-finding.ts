import type { CheckCode } from './check-codes.ts'

/** One thing that `check()` has to say. */
export interface CheckFinding {
  /** `error`: it will fail. `warning`: it will not do what it seems to. `info`: what it costs, or a guarantee that falls, so that one knows. */
  severity: 'error' | 'warning' | 'info'
  /** UPPER_SNAKE, stable; docs/check.md lists them. */
  code: CheckCode
  /** One line: what, where and how to mend it. */
  message: string
  trigger?: string
  table?: string
  /** The name of the action, of the trigger. */
  action?: string
  /** Where in the trigger's definition: `condition.and[0].value`. */
  path?: string
}

const severities: readonly CheckFinding['severity'][] = ['error', 'warning', 'info']

/** Errors first, then warnings; within each in the order in which they were found, which is the same every time. */
export function inOrder(findings: readonly CheckFinding[]): CheckFinding[] {
  return severities.flatMap((severity) => findings.filter((finding) => finding.severity === severity))
}
