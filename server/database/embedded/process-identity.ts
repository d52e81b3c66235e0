import { readFileSync } from 'node:fs';

/**
 * When a process began, in the kernel's own unit, so that a number given to another process since
 * is recognised; null when the process is gone, '' where the system does not tell (not Linux).
 */
export function processStart(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return null;
  }
  if (process.platform !== 'linux') return '';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Field 3 is the state: a zombie has ended, only its parent has not looked yet.
    return fields[0] === 'Z' ? null : (fields[19] ?? '');
  } catch {
    return null;
  }
}

/** Whether that very process still runs. */
export function isAlive(known: { pid: number; start: string }): boolean {
  const start = processStart(known.pid);
  if (start === null) return false;
  return start === '' || known.start === '' || start === known.start;
}
