/** A line of a tree, and what hangs on it. */
export interface TreeNode {
  line: string
  children?: readonly TreeNode[]
}

/** `├─ a`, `└─ b`: one line for each node. */
export function drawTree({ line, children = [] }: TreeNode): string {
  return [line, ...children.flatMap((child, index) => drawChild(child, index === children.length - 1))].join('\n')
}

function drawChild(child: TreeNode, isLast: boolean): string[] {
  const [first = '', ...rest] = drawTree(child).split('\n')
  return [`${isLast ? '└─ ' : '├─ '}${first}`, ...rest.map((line) => `${isLast ? '   ' : '│  '}${line}`)]
}
