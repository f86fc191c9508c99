/**
 * `Typed` where `R` names its columns, `Loose` where it does not (`Row`, `object`): without a row type nothing that a definition says of
 * the record is checked by the compiler.
 */
export type IfTyped<R extends object, Typed, Loose> = string extends keyof R
  ? Loose
  : [keyof R] extends [never]
    ? Loose
    : Typed
