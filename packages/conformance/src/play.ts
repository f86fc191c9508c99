import type { Binding, HarnessSession, Row } from './harness.ts'
import { diffRows, type RowDifference } from './oracle/diff-rows.ts'
import { pairKeyChanges } from './oracle/pair-key-changes.ts'
import { type Watch, type WatchOptions, watchChanges } from './watch/watch-changes.ts'

/** One run of a binding under watch: what the caller got, what the triggers were told and what really happened. */
export interface Played {
  outcome: Outcome
  watch: Watch
  differences: RowDifference[]
  /** Rows afterwards, by table. */
  rows: Map<string, Row[]>
}

export type Outcome = { failed: false; result: unknown } | { failed: true; error: unknown }

export interface PlayOptions<Client> extends Omit<WatchOptions, 'tables'> {
  /** Generated keys are those of a run on a fresh table, to compare them with another's. */
  restartKeys?: boolean
  /** Tables to look at beyond the binding's. */
  touches?: readonly string[]
  /** Takes the place of a plain call of the binding on the session's client. */
  act?(watch: Watch): Promise<unknown>
  /** Registers further triggers; gives back what takes them off. */
  arrange?(): () => void
  client?: Client
}

export async function play<Client>(
  session: HarnessSession<Client>,
  binding: Binding<Client>,
  options: PlayOptions<Client> = {},
): Promise<Played> {
  const asked = [...tablesOf(binding), ...(options.touches ?? [])]
  const tables = [...new Set(asked.map((name) => session.tables.get(name)?.name ?? name))]
  await session.reset(tables, { restartKeys: options.restartKeys })
  await session.seed(binding.seed ?? {})
  const before = await lookAt(session, tables)
  const watch = watchChanges(session.engine, { ...options, tables: watchedBy(binding) })
  const disarrange = options.arrange?.()
  let outcome: Outcome
  try {
    outcome = await settle(() => options.act?.(watch) ?? binding.run(session.client))
    await session.engine.drain()
  } finally {
    disarrange?.()
    watch.stop()
  }
  const rows = await lookAt(session, tables)
  const differences = tables.flatMap((name) => {
    const table = session.tables.get(name)
    return table ? diffRows(table, before.get(name) ?? [], rows.get(name) ?? []) : []
  })
  return {
    outcome,
    watch,
    differences: binding.path === 'update-key' ? pairKeyChanges(differences) : differences,
    rows,
  }
}

export function tablesOf<Client>(binding: Binding<Client>): string[] {
  return [...new Set([...Object.keys(binding.seed ?? {}), ...Object.keys(binding.expect), ...(binding.touches ?? [])])]
}

/** Every table, unless the binding is about whose triggers hear of it. */
export function watchedBy<Client>({ watch }: Binding<Client>): readonly string[] {
  return watch ?? ['*']
}

/** What the call came to, thrown values included. */
export async function settle(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { failed: false, result: await call() }
  } catch (error) {
    return { failed: true, error }
  }
}

/** What the call resolved to; throws what it threw. */
export function resultOf(outcome: Outcome): unknown {
  if (outcome.failed) throw outcome.error
  return outcome.result
}

async function lookAt<Client>(session: HarnessSession<Client>, tables: readonly string[]): Promise<Map<string, Row[]>> {
  const rows = new Map<string, Row[]>()
  for (const table of tables) rows.set(table, await session.read(table))
  return rows
}
