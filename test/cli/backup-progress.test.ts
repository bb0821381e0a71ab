import { BackupProgress } from '../../server/cli/backup-progress.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('backup progress');

/** What is written where so many bytes of a million are copied after so many milliseconds. */
function written(isTTY: boolean, copied: ReadonlyArray<readonly [at: number, bytes: number]>) {
  let now = 0;
  const texts: string[] = [];
  const output = { isTTY, write: (text: string) => texts.push(text) };
  const progress = new BackupProgress(output, { elapsed: () => now });
  for (const [at, bytes] of copied) {
    now = at;
    progress.tell({ bytes, of: 1_000_000 });
  }
  progress.end();
  return texts;
}

test('[O73] a backup tells how far it is in one line of the terminal, which is rewritten', () => {
  const texts = written(true, [
    [0, 0],
    [10, 345_600],
  ]);
  assert.equal(texts, [
    '\r0 kB of about 1.0 MB (0 %)\u001B[K',
    '\r346 kB of about 1.0 MB (34 %)\u001B[K',
    '\n',
  ]);
});

test('[O74] elsewhere a backup tells how far it is in a line for each 10 % and for each 5 s', () => {
  const texts = written(false, [
    [0, 0],
    [10, 90_000],
    [20, 101_000],
    [30, 150_000],
    [5_019, 160_000],
    [5_020, 160_000],
    [5_030, 1_000_000],
  ]);
  assert.equal(texts, [
    '101 kB of about 1.0 MB (10 %)\n',
    '160 kB of about 1.0 MB (16 %)\n',
    '1.0 MB of about 1.0 MB (100 %)\n',
  ]);
});
