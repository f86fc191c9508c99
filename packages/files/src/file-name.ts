import { createHash } from 'node:crypto'

const longest = 80
/** Names that Windows keeps for devices, whatever their ending. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)$/
/** What ends like this could be the name of another text, with its hash. */
const hashed = /(?:^|-)[0-9a-f]{10}$/

/**
 * A name for the file of a text, without its ending: as it is where every file system keeps it apart from all others, else in small letters, as far
 * as it can be read, with a part of its hash.
 */
export function fileNameOf(text: string): string {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, longest)
  if (slug === text && slug !== '' && !devices.test(slug) && !hashed.test(slug)) return slug
  const hash = createHash('sha256').update(JSON.stringify(text)).digest('hex').slice(0, 10)
  return slug === '' ? hash : `${slug}-${hash}`
}
