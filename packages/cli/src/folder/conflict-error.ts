import { CliError } from '../exit/cli-error.ts'
import type { Comparison } from './compare-sides.ts'

/** What would be overwritten: every tag, each with what happened to it on either side. */
export function conflictError(command: 'pull' | 'push', conflicts: readonly Comparison[]): CliError {
  const lines = conflicts.map((each) => `\n  - ${JSON.stringify(each.tag)}: ${storyOf(each)}`).join('')
  const isPush = command === 'push'
  const remedy = isPush
    ? 'Pull what changed in the store alone; where both changed, see triggerkit diff, and take the one or the other by pull --force or push --force.'
    : "See triggerkit diff; keep the folder's by push --force, or take the store's by pull --force."
  return new CliError({
    code: 'FOLDER_CONFLICT',
    message: `${isPush ? 'The store' : 'The folder'} changed since the last pull or push, and ${command} would overwrite that; nothing was written:${lines}\n${remedy}`,
    exitCode: 4,
    data: {
      conflicts: conflicts.map(({ tag, folder, store, base }) => ({
        tag,
        store: store?.version,
        base: base?.version,
        inFolder: folder !== undefined,
      })),
    },
  })
}

function storyOf({ changedIn, folder, store, base }: Comparison): string {
  if (base === undefined) return `in both, and different; the store has version ${store?.version}`
  const there =
    store === undefined
      ? 'deleted in the store'
      : `version ${store.version} in the store, ${base.version} at the last pull or push`
  if (changedIn !== 'conflict') return there
  return `${there}; ${folder === undefined ? 'deleted' : 'changed'} in the folder`
}
