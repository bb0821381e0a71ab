import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const prefix = 'shardbell-disk-';

/** A file system of its own in a file, for tests that fill or break it. */
export class SmallDisk {
  /** The name says whose it is. */
  readonly #base = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  readonly #image = join(this.#base, 'image');
  readonly path = join(this.#base, 'disk');

  private constructor(bytes: number) {
    mkdirSync(this.path);
    writeFileSync(this.#image, '');
    truncateSync(this.#image, bytes);
    // None of it is kept for root alone.
    run('mkfs.ext4', '-q', '-m', '0', this.#image);
  }

  /** Why there can be none here: it takes root and a loop device. */
  static fault(): string | undefined {
    SmallDisk.removeLeftovers();
    try {
      const disk = new SmallDisk(8 * 1024 * 1024);
      try {
        disk.mount();
      } finally {
        disk.remove();
      }
      return undefined;
    } catch (error) {
      return `no file system can be mounted here (${(error as Error).message})`;
    }
  }

  /** Those of processes that were killed before they could remove them. */
  static removeLeftovers(): void {
    for (const name of readdirSync(tmpdir())) {
      const pid = new RegExp(`^${prefix}(\\d+)-`, 'u').exec(name)?.[1];
      if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
      const base = join(tmpdir(), name);
      spawnSync('fsfreeze', ['-u', join(base, 'disk')]);
      spawnSync('umount', [join(base, 'disk')]);
      // Where a server still runs on it, what is mounted stays, and the next one looks again.
      if (spawnSync('mountpoint', ['-q', join(base, 'disk')]).status === 0) continue;
      rmSync(base, { recursive: true, force: true });
    }
  }

  static make(bytes: number): SmallDisk {
    const disk = new SmallDisk(bytes);
    disk.mount();
    return disk;
  }

  /** A folder on it, for data. */
  folder(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path, { mode: 0o700 });
    return path;
  }

  mount(): void {
    run('mount', '-o', 'loop,errors=remount-ro', this.#image, this.path);
  }

  remount(how: 'ro' | 'rw'): void {
    run('mount', '-o', `remount,${how}`, this.path);
  }

  unmount(): void {
    run('umount', this.path);
  }

  /** Nothing more fits on it. */
  fill(): void {
    const file = openSync(join(this.path, 'filler'), 'a');
    for (const bytes of [1_048_576, 65_536, 4_096, 512]) {
      try {
        for (;;) if (writeSync(file, Buffer.alloc(bytes, 1)) < bytes) break;
      } catch {
        // Full, for writes of this size.
      }
    }
    closeSync(file);
  }

  makeSpace(): void {
    rmSync(join(this.path, 'filler'));
  }

  /** Whoever writes to it hangs until it is thawed, also when killed. */
  freeze(): void {
    run('fsfreeze', '-f', this.path);
  }

  thaw(): void {
    run('fsfreeze', '-u', this.path);
  }

  /** As ext4 does when it finds itself damaged: it writes nothing more. */
  breakDown(): void {
    const device = basename(run('findmnt', '-n', '-o', 'SOURCE', this.path).trim());
    writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, 'broken by a test');
  }

  remove(): void {
    spawnSync('umount', [this.path]);
    rmSync(this.#base, { recursive: true, force: true });
  }
}

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program}: ${stderr.trim()}`);
  return stdout;
}
