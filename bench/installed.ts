import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../server/platform/package-root.ts';

/**
 * The peers are not dependencies of Shardbell: they are installed here at the first run of the
 * bench.
 */
const folder = join(packageRoot, 'bench');
const requirePeer = createRequire(join(folder, 'package.json'));

/** Throws if the peers cannot be installed. */
export function installPeers(): void {
  const { dependencies } = requirePeer('./package.json') as { dependencies: object };
  const isThere = (name: string): boolean =>
    existsSync(join(folder, 'node_modules', name, 'package.json'));
  if (Object.keys(dependencies).every(isThere)) return;
  console.log('Installing the peers …');
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('npm ci in bench/ failed', { cause: error });
}

/**
 * Loads a peer's module. The caller states its type, since the peers are absent at compile time.
 */
export function loadPeer(name: string): unknown {
  return requirePeer(name);
}

export function versionOf(name: string, of: 'peer' | 'ours'): string {
  const path = join(of === 'peer' ? folder : packageRoot, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
