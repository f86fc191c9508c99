/** `1.25 µs`, `380 µs`, `12.4 ms`, `3.10 s` */
export function duration(microseconds: number): string {
  if (microseconds < 10) return `${microseconds.toFixed(2)} µs`
  if (microseconds < 1_000) return `${microseconds.toFixed(0)} µs`
  if (microseconds < 1_000_000) return `${(microseconds / 1_000).toFixed(1)} ms`
  return `${(microseconds / 1_000_000).toFixed(2)} s`
}

/** `96 MB` */
export function megabytes(value: number): string {
  return `${value.toFixed(0)} MB`
}
