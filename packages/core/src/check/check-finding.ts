/** One thing that `check()` has to say. */
export interface CheckFinding {
  /** `error`: it will fail. `warning`: it will not do what it seems to. `info`: a guarantee that falls, so that one knows. */
  severity: 'error' | 'warning' | 'info'
  /** UPPER_SNAKE, stable. */
  code: string
  message: string
  trigger?: string
  table?: string
}
