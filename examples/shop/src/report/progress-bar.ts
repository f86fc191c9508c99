const width = 40

/** A bar that moves on a terminal, and a line per quarter elsewhere. */
export function progressBar(title: string, total: number): (done: number) => void {
  let quarter = 0
  return (done) => {
    const share = total === 0 ? 1 : done / total
    if (process.stdout.isTTY) {
      const filled = Math.round(share * width)
      const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
      process.stdout.write(`\r${title} ${bar} ${done}/${total}${done === total ? '\n' : ''}`)
    } else if (Math.floor(share * 4) > quarter) {
      quarter = Math.floor(share * 4)
      console.log(`${title} ${Math.round(share * 100)} % (${done}/${total})`)
    }
  }
}
