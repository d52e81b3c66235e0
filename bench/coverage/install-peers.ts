import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs the peers' packages into their own folder, unless they are there.
 *
 * @returns why there are none, or null
 */
export function installPeers(folder: string): string | null {
  if (isInstalled(folder)) return null;
  console.error(`bench: installing the peers into ${folder} …`);
  const { status, stderr, error } = spawnSync(
    'npm',
    // Their install scripts would build native code that no step needs.
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'],
    { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  if (error) return `npm could not be started: ${error.message}`;
  if (status !== 0) return `npm install ended with ${status}: ${stderr.trim().slice(-300)}`;
  return null;
}

function isInstalled(folder: string): boolean {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.entries(dependencies).every(([name, version]) => {
    const file = join(folder, 'node_modules', name, 'package.json');
    return (
      existsSync(file) &&
      (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version === version
    );
  });
}
