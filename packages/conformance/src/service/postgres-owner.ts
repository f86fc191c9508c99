import { execFileSync } from 'node:child_process'

export interface PostgresOwner {
  uid: number
  gid: number
}

/** PostgreSQL refuses to run as root: there it runs as the user that a PostgreSQL package made, else as nobody. */
export function findPostgresOwner(): PostgresOwner | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const user of ['postgres', 'nobody']) {
    const uid = idOf('-u', user)
    const gid = idOf('-g', user)
    if (uid !== undefined && gid !== undefined) return { uid, gid }
  }
  throw new Error('PostgreSQL cannot run as root, and this machine has neither a user "postgres" nor a user "nobody".')
}

function idOf(flag: '-u' | '-g', user: string): number | undefined {
  try {
    return Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return undefined
  }
}
