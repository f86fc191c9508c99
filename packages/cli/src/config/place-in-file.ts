import { fileURLToPath } from 'node:url'

/** `file:line` of what an error tells of a file: where it does not parse, or the innermost call of it. Columns are those of compiled code. */
export function placeInFile(error: Error, file: string): string | undefined {
  const text = `${error.message}\n${error.stack ?? ''}`.replaceAll(/file:\/\/[^\s)]*/g, (url) => pathOf(url))
  const at = text.split('\n').find((line) => line.includes(`${file}:`))
  const [, place] = at?.slice(at.indexOf(`${file}:`) + file.length).match(/^:(\d+)/) ?? []
  return place === undefined ? undefined : `${file}:${place}`
}

function pathOf(url: string): string {
  const [, address = url, place = ''] = url.match(/^(.*?)((?::\d+){0,2})$/) ?? []
  try {
    return fileURLToPath(address) + place
  } catch {
    return url
  }
}
