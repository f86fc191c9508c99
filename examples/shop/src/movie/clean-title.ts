/** In the file's titles `Léon` is `LÈon`: somebody read bytes of Latin-1 as if they were Mac Roman. These are the bytes again. */
const macRoman = new TextDecoder('macintosh').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))
const byteOf = new Map([...macRoman].map((character, byte) => [character, byte]))

/** A title as the shop shows it; null where there is none. Numbers become text, `Barbarians, The` is put in order. */
export function cleanTitle(title: unknown): string | null {
  if (title === null || title === undefined) return null
  const text = readAgain(String(title)).replace(/\s+/g, ' ').trim()
  return text === '' ? null : text.replace(/^(.+), (The|A|An)$/, '$2 $1')
}

/** Reads the title in the right character set, unless it makes no sense there. */
function readAgain(title: string): string {
  if (/^[ -~]*$/.test(title)) return title
  const bytes = [...title].map((character) => byteOf.get(character))
  if (!bytes.every((byte) => byte !== undefined)) return title
  const text = String.fromCharCode(...bytes).replaceAll('\u0085', '…')
  return /[\u0080-\u009f]/.test(text) ? title : text
}
