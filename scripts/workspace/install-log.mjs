const patienceSeconds = 15

/**
 * Shows the little of an installation's output that a user wants to read, and says what is going on while a native module compiles: that
 * takes more than a minute in which a terminal would otherwise stand still.
 */
export function installLog() {
  /** @type {string[]} */
  const lines = []
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  let began = 0
  // Two versions are compiled at once where a package needs an older one.
  let running = 0

  const compiling = () => {
    running += 1
    if (running > 1) return
    began = Date.now()
    console.log(
      'Building better-sqlite3, the database of the demo and of many tests: downloaded where that works, compiled here otherwise.',
    )
    console.log('Compiling takes one to three minutes, happens once, and needs Python, make and a C++ compiler.')
    timer = setInterval(
      () => console.log(`  … still at better-sqlite3 (${secondsSince(began)} s)`),
      patienceSeconds * 1000,
    )
  }
  const compiled = () => {
    running -= 1
    if (running > 0) return
    clearInterval(timer)
    console.log(`better-sqlite3 is built (${secondsSince(began)} s).`)
  }

  return {
    /** @param {string} line */
    line(line) {
      lines.push(line)
      if (/better-sqlite3 install\$/.test(line)) compiling()
      else if (/better-sqlite3 install: Done/.test(line)) compiled()
      else if (/^(Progress: .*done|Packages: |Done in| ?WARN| ?ERR)/.test(line)) console.log(line)
    },
    end() {
      clearInterval(timer)
    },
    /** What to show of an installation that failed. */
    tail: () => lines.slice(-60).join('\n'),
  }
}

/** @param {number} instant */
function secondsSince(instant) {
  return Math.round((Date.now() - instant) / 1000)
}
