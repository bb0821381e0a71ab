/**
 * Keeps the shard clients of today, as they are packed, for every later server to be tried with:
 *
 *     npm run build && node dist/test/support/keep-clients.js
 *
 * Run once for each version that is released. What is kept already stays as it is.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { packageRoot } from './package-root.ts';

const target = join(packageRoot, 'test/compat/clients');
const temporary = mkdtempSync(join(tmpdir(), 'shardbell-keep-'));
const manifest = readFileSync(join(packageRoot, 'package.json'), 'utf8');
const { version } = JSON.parse(manifest) as { version: string };

try {
  keep('shard', (folder) => {
    const shard = join(packageRoot, 'clients/shard');
    execFileSync('npm', ['pack', shard, '--pack-destination', temporary], { stdio: 'ignore' });
    const packed = readdirSync(temporary).find((name) => name.endsWith('.tgz'))!;
    execFileSync('tar', ['-xzf', join(temporary, packed), '-C', temporary]);
    const isKept = (path: string): boolean => !path.endsWith('.d.ts') && !path.endsWith('.md');
    cpSync(join(temporary, 'package'), folder, { recursive: true, filter: isKept });
  });
  keep('python', (folder) => {
    const python = join(packageRoot, 'clients/python');
    const isKept = (path: string): boolean => ['', '.py'].includes(extname(path));
    for (const name of ['shardbell', 'stdio_shard.py'])
      cpSync(join(python, name), join(folder, name), {
        recursive: true,
        filter: (path) => isKept(path) && !path.endsWith('__pycache__'),
      });
    cpSync(join(packageRoot, 'LICENSE'), join(folder, 'LICENSE'));
  });
} finally {
  rmSync(temporary, { recursive: true });
}

function keep(client: string, copy: (folder: string) => void): void {
  const folder = join(target, `${client}-${version}`);
  if (!existsSync(folder)) copy(folder);
}
