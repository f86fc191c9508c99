/** Whether its class says how it reads as text. An object that came as JSON cannot, whatever it calls itself. */
export function hasOwnText(value: object): boolean {
  const { toString: text } = value
  return typeof text === 'function' && text !== Object.prototype.toString
}
