import { encodeFrame, sector_bytes, segmentIdAt } from '../../../server/storage/file-log/frame.ts';
import { recovered, recoveryFault, textsOf } from '../../support/file-logs.ts';
import type { SimulatedDisk } from '../../support/simulated-disk.ts';
import { assert, suite } from '../../support/suite.ts';
import {
  batch_bytes,
  changed,
  epoch,
  first,
  last_at,
  threeBatches,
  threeSegments,
  write,
} from './recover-disk.ts';

const test = suite('opening a log that is damaged');

// [J109] Damage anywhere before that stops the start in one sentence: which segment, which byte,
// what is wrong and what to do.
test('[J109] damage in any sector before the last batch stops the start, naming segment, byte and remedy', async () => {
  const disk = await threeBatches();
  for (let at = 0; at < last_at; at += sector_bytes) {
    for (const offset of [0, 5, 22, 28, 33, 41, 47, 50]) {
      const damaged = changed(disk, first, (bytes) => {
        bytes[at + offset]! ^= 0x10;
      });
      const sentence = await recoveryFault(damaged, epoch, 1);
      assert.match(sentence, `${first} at byte ${at}: `);
      assert.match(sentence, 'put a backup');
    }
    const zeroed = changed(disk, first, (bytes) => void bytes.fill(0, at, at + sector_bytes));
    assert.match(await recoveryFault(zeroed, epoch, 1), `${first} at byte ${at}: `);
  }
});

/** The same with one bit flipped in what a batch holds, or in its head. */
function rotten(disk: SimulatedDisk, at: number, offset: number): SimulatedDisk {
  return changed(disk, first, (bytes) => void (bytes[at + offset]! ^= 1));
}

// [J131] A batch of the log that rotted once all in it was in data.mdb is left out with a warning;
// one of which data.mdb has a part, or whose head cannot be read, stops the start.
test('[J131] a batch that rotted once all in it was in the tables is left out, with a warning', async () => {
  const disk = await threeBatches();
  for (let offset = 48; offset < batch_bytes; offset += 1) {
    const found = await recovered(rotten(disk, last_at, offset), epoch, 5);
    assert.equal([found.entries, found.last, found.next], [[], 5, 6]);
    assert.equal(found.warnings, [
      `A batch of the log is damaged, in ${first} at byte ${last_at}. All that was in it is in data.mdb, so nothing is lost, but the disk may be failing.`,
    ]);
  }
  assert.equal((await recovered(disk, epoch, 5)).warnings, []);
  const early = await recovered(rotten(disk, sector_bytes, 60), epoch, 2);
  assert.equal([textsOf(early.entries), early.warnings.length], [['c', 'd', 'e'], 1]);
});

test('[J131] what is written behind it is read, as long as the tables have what was in it', async () => {
  const disk = rotten(await threeBatches(), last_at, 60);
  await write(disk, 5, [['f']]);
  assert.equal(textsOf((await recovered(disk, epoch, 5)).entries), ['f']);
  assert.match(
    await recoveryFault(disk, epoch, 3),
    `${first} at byte ${last_at}: a batch is damaged`,
  );
});

test('[J131] one of which the tables have a part, or whose head is damaged, stops the start', async () => {
  const disk = await threeBatches();
  const ends = `${first} at byte ${last_at}: the log ends at position 3, but data.mdb has`;
  assert.match(await recoveryFault(rotten(disk, last_at, 60), epoch, 4), ends);
  for (let offset = 0; offset < 48; offset += 1) {
    assert.match(await recoveryFault(rotten(disk, last_at, offset), epoch, 5), ends);
  }
});

test('[J109] damage in a segment that is gone back to stops the start, and behind its end means nothing', async () => {
  const disk = await threeSegments();
  assert.equal(textsOf((await recovered(disk, epoch, 0)).entries), ['a', 'b', 'c', 'd', 'e', 'f']);
  const used = 3 * sector_bytes;
  for (const name of [first, '0000000002.log']) {
    for (let at = sector_bytes; at < used; at += sector_bytes) {
      const damaged = changed(disk, name, (bytes) => void (bytes[at + 60]! ^= 1));
      assert.match(
        await recoveryFault(damaged, epoch, 0),
        `${name} at byte ${at}: a batch is damaged`,
      );
    }
    const behind = changed(disk, name, (bytes) => void bytes.fill(0xee, used));
    assert.is((await recovered(behind, epoch, 0)).entries.length, 6);
  }
  const damaged = changed(disk, first, (bytes) => void bytes.fill(0xee));
  assert.equal(
    textsOf((await recovered(damaged, epoch, 2)).entries),
    ['c', 'd', 'e', 'f'],
    'what is applied is not read',
  );
});

test('[J109] a batch that does not follow on the one before stops the start, whole as it is', async () => {
  const disk = await threeBatches();
  const id = segmentIdAt(disk.contents(first), 0);
  const entries = [{ subject: 'ticket.a', bytes: Buffer.from('x') }];
  const at = last_at + sector_bytes;
  const end = async (prev: number, position: number, its = entries): Promise<string> => {
    const frame = encodeFrame(Buffer.alloc(sector_bytes), { id, prev, first: position }, its);
    return recoveryFault(
      changed(disk, first, (bytes) => void frame.copy(bytes, at)),
      epoch,
      0,
    );
  };
  assert.is(await end(5, 6), 'recovered up to 6');
  assert.is(await end(5, 9), 'recovered up to 9');
  for (const [prev, position] of [
    [4, 6],
    [6, 7],
    [5, 5],
    [5, 0],
  ] as const) {
    assert.match(await end(prev, position), `${first} at byte ${at}: `);
  }
  assert.match(await end(5, 6, []), `${first} at byte ${at}: `);
});

test('[J109] a segment that ends at another position than the next was begun behind stops the start', async () => {
  const disk = await threeSegments();
  const name = '0000000002.log';
  const id = segmentIdAt(disk.contents(name), 0);
  const entries = [{ subject: 'ticket.a', bytes: Buffer.from('x') }];
  const frame = encodeFrame(Buffer.alloc(sector_bytes), { id, prev: 3, first: 7 }, entries);
  const other = changed(disk, name, (bytes) => void frame.copy(bytes, 2 * sector_bytes));
  assert.match(await recoveryFault(other, epoch, 0), `${name} at byte ${3 * sector_bytes}: `);
});
