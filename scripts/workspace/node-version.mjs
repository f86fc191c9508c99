const least = [20, 19]

/** Says at once what would otherwise fail deep inside an installation. */
export function assertNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return
  console.error(`Triggerkit needs Node ${least.join('.')} or later; this is ${process.versions.node}.`)
  process.exit(1)
}
