import type { BatchResult } from '../batch/batcher.ts'
import type { RedisCommand, RedisLike } from './redis-like.ts'

/** Beyond it a pipeline is sent in several pieces: it is one text in memory. */
const maxPipelineCharacters = 8 * 1024 * 1024

/**
 * Sends commands in one pipeline, each with its own result and error. To the nodes of a cluster they go at once, but one by one, since a
 * pipeline is of one node.
 */
export async function sendCommands(
  client: RedisLike,
  commands: readonly RedisCommand[],
): Promise<BatchResult<unknown>[]> {
  const pieces = client.isCluster === true ? commands.map((command) => [command]) : piecesOf(commands)
  const results = await Promise.all(pieces.map((piece) => sendPipeline(client, piece)))
  return results.flat()
}

/** Sends one command, and throws its error. */
export async function sendCommand(client: RedisLike, command: RedisCommand): Promise<unknown> {
  const [result] = await sendPipeline(client, [command])
  if (result === undefined || 'error' in result) throw result?.error
  return result.value
}

async function sendPipeline(client: RedisLike, commands: readonly RedisCommand[]): Promise<BatchResult<unknown>[]> {
  try {
    const replies = (await client.pipeline(commands.map((command) => [...command])).exec()) ?? []
    return commands.map((_, index) => {
      const [error, value] = replies[index] ?? [new Error('Redis gave no answer to it')]
      return error ? { error } : { value }
    })
  } catch (error) {
    return commands.map(() => ({ error }))
  }
}

function piecesOf(commands: readonly RedisCommand[]): RedisCommand[][] {
  const pieces: RedisCommand[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const command of commands) {
    const own = command.reduce<number>((sum, part) => sum + (typeof part === 'number' ? 8 : part.length), 0)
    if (size + own > maxPipelineCharacters) {
      pieces.push([])
      size = 0
    }
    pieces.at(-1)!.push(command)
    size += own
  }
  return pieces
}
