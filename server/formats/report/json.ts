import type { AuditResult } from '#engine/coverage/types.ts';

/**
 * The result as JSON (DESIGN §7), one finding a line: it can be read, compared with `diff` and searched
 * with `grep`, and stays a tenth of the size that full indentation would give.
 */
export function writeJsonReport({ result }: { result: AuditResult }): string {
  const { version, summary, findings, assumptions, adjacency, pointContacts, ...rest } = result;
  const members = [
    `  "version": ${JSON.stringify(version)}`,
    `  "summary": ${JSON.stringify(summary, null, 2).replaceAll('\n', '\n  ')}`,
    `  "assumptions": ${list(assumptions)}`,
    `  "findings": ${list(findings)}`,
    ...(adjacency === undefined ? [] : [`  "adjacency": ${list(adjacency)}`]),
    ...(pointContacts === undefined ? [] : [`  "pointContacts": ${list(pointContacts)}`]),
    ...Object.entries(rest).map(
      ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
    ),
  ];
  return `{\n${members.join(',\n')}\n}\n`;
}

function list(items: readonly unknown[]): string {
  if (items.length === 0) return '[]';
  return `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
}
