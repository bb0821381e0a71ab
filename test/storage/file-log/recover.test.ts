import { nanoid } from 'nanoid';
import { encodeFrame, sector_bytes, segmentIdAt } from '../../../server/storage/file-log/frame.ts';
import type { Position } from '../../../server/storage/log.ts';
import {
  begun,
  EntryTables,
  recovered,
  recoveryFault,
  serve,
  textsOf,
} from '../../support/file-logs.ts';
import { chanceOf, testSeed } from '../../support/seed.ts';
import { SimulatedDisk } from '../../support/simulated-disk.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('opening a log in files');
const segment_bytes = 16_384;
const epoch = nanoid();

function emptyDisk(): SimulatedDisk {
  return new SimulatedDisk(chanceOf(1));
}

/** Goes on behind what is there above `after`, with one batch for each list of texts. */
async function write(
  disk: SimulatedDisk,
  after: Position,
  batches: ReadonlyArray<readonly string[]>,
): Promise<void> {
  const tables = new EntryTables();
  const found = await recovered(disk, epoch, after);
  const log = await begun({
    disk,
    epoch,
    recovered: found,
    lastOf: tables.lastOf,
    segment_bytes,
    batch_bytes_max: 8_192,
  });
  for (const texts of batches) {
    const appends = texts.map((text) =>
      log.append({ subject: 'ticket.a', bytes: Buffer.from(text) }),
    );
    for (const { kind } of await Promise.all(appends)) assert.is(kind, 'durable');
  }
  await log.close();
}

/** The same disk with one file changed. */
function changed(
  disk: SimulatedDisk,
  name: string,
  change: (bytes: Buffer) => Buffer | void,
): SimulatedDisk {
  const copy = emptyDisk();
  for (const each of disk.names) copy.put(each, disk.contents(each));
  const bytes = disk.contents(name);
  copy.put(name, change(bytes) ?? bytes);
  return copy;
}

const first = '0000000001.log';
/** Where the last of the batches begins that `threeBatches` writes, each in one sector. */
const last_at = 3 * sector_bytes;
/** Of that batch, without the zeros behind it. */
const batch_bytes = 48 + 2 * 15;

async function threeBatches(): Promise<SimulatedDisk> {
  const disk = emptyDisk();
  await write(disk, 0, [['a', 'b'], ['c'], ['d', 'e']]);
  return disk;
}

// [J108] A last batch of a log in files that is torn, at any byte, is void as a whole and stays so;
// all before it is there.
test('[J108] a last batch that is torn at any byte is void as a whole, and all before it is there', async () => {
  const disk = await threeBatches();
  const whole = disk.contents(first);
  let ends = 0;
  for (let kept = 0; kept < sector_bytes; kept += 1) {
    const torn = changed(
      disk,
      first,
      (bytes) => void bytes.fill(0, last_at + kept, last_at + sector_bytes),
    );
    const { entries, last } = await recovered(torn, epoch, 0);
    if (torn.contents(first).equals(whole)) assert.is(last, 5);
    else {
      assert.equal([textsOf(entries), last], [['a', 'b', 'c'], 3]);
      ends += 1;
    }
  }
  assert.is(ends, batch_bytes);
});

test('[J108] a last batch with any bit flipped is void as a whole, or as it was', async () => {
  const disk = await threeBatches();
  let voids = 0;
  for (let bit = 0; bit < sector_bytes * 8; bit += 1) {
    const flipped = changed(disk, first, (bytes) => {
      bytes[last_at + (bit >> 3)]! ^= 1 << (bit & 7);
    });
    const texts = textsOf((await recovered(flipped, epoch, 0)).entries);
    const isVoid = texts.length === 3;
    assert.equal(texts, isVoid ? ['a', 'b', 'c'] : ['a', 'b', 'c', 'd', 'e']);
    if (isVoid) voids += 1;
  }
  assert.ok(voids >= batch_bytes * 8, 'the header and the entries are covered');
});

test('[J108] what is written behind a torn batch is read, and that batch stays void', async () => {
  const disk = await threeBatches();
  const torn = changed(disk, first, (bytes) => void bytes.fill(0xff, last_at + 60, last_at + 70));
  await write(torn, 3, [['f']]);
  const { entries, last } = await recovered(torn, epoch, 0);
  assert.equal(textsOf(entries), ['a', 'b', 'c', 'f']);
  assert.ok(last > 5, 'the positions of the torn batch are not used again');
});

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

/** Three segments, each begun behind two batches of the one before. */
async function threeSegments(): Promise<SimulatedDisk> {
  const disk = emptyDisk();
  await write(disk, 0, [['a'], ['b']]);
  await write(disk, 0, [['c'], ['d']]);
  await write(disk, 0, [['e'], ['f']]);
  return disk;
}

const third = '0000000003.log';

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

// [J120] A folder that was copied while it ran, an older copy, a log of another folder and a
// segment that is missing, cut short, renamed or none are refused in one sentence.
test('[J120] a folder that was copied while it ran, so that a segment is missing, is refused', async () => {
  const disk = await threeSegments();
  const copy = emptyDisk();
  for (const name of [first, third]) copy.put(name, disk.contents(name));
  const sentence = await recoveryFault(copy, epoch, 1);
  assert.match(sentence, `${third} at byte 0: the segment that ends at position 4 is missing`);
  assert.is(
    (await recovered(copy, epoch, 4)).entries.length,
    2,
    'from where the tables have what was in it',
  );
});

test('[J120] a segment that was copied before its last batches were written is refused', async () => {
  const disk = await threeSegments();
  const early = changed(disk, '0000000002.log', (bytes) => void bytes.fill(0, 2 * sector_bytes));
  assert.match(
    await recoveryFault(early, epoch, 0),
    `0000000002.log at byte ${2 * sector_bytes}: `,
  );
});

test('[J120] an older copy of the log is refused where the tables have more', async () => {
  const disk = await threeSegments();
  const copy = emptyDisk();
  copy.put(first, disk.contents(first));
  const sentence = await recoveryFault(copy, epoch, 3);
  assert.match(sentence, 'the log ends at position 2, but data.mdb has what came up to 3');
  assert.match(sentence, 'of one backup');
});

test('[J120] a log without any segment is refused where there must be one', async () => {
  assert.match(await recoveryFault(emptyDisk(), epoch, 3), 'there is no segment of it');
});

test('[J120] a log of another data folder, or of one that was restored, is refused', async () => {
  const disk = await threeSegments();
  assert.match(
    await recoveryFault(disk, nanoid(), 1),
    `${third} at byte 0: it belongs to another data folder`,
  );
});

test('[J120] tables that stand where the log has nothing are refused', async () => {
  const disk = await threeBatches();
  const torn = changed(disk, first, (bytes) => void bytes.fill(0xff, last_at + 60, last_at + 70));
  await write(torn, 3, [['f']]);
  assert.match(await recoveryFault(torn, epoch, 4), 'position 4 of data.mdb is not in the log');
});

test('[J120] a segment that was cut short, renamed, or is none is refused by name', async () => {
  const disk = await threeSegments();
  const cut = changed(disk, third, (bytes) => bytes.subarray(0, 2_000));
  assert.match(
    await recoveryFault(cut, epoch, 0),
    `${third} at byte 2000: the file has 2000 of ${segment_bytes} bytes`,
  );
  const renamed = changed(disk, third, () => disk.contents(first));
  assert.match(
    await recoveryFault(renamed, epoch, 0),
    `${third} at byte 0: it is segment 1 under another name`,
  );
  const none = changed(disk, third, () => Buffer.from('not a segment'));
  assert.match(
    await recoveryFault(none, epoch, 0),
    `${third} at byte 0: it begins with neither zeros nor`,
  );
  const overwritten = changed(disk, third, (bytes) => void bytes.fill(0, 0, sector_bytes));
  assert.match(
    await recoveryFault(overwritten, epoch, 0),
    `${third} at byte 0: it begins with neither`,
  );
});

// [J110] What was only made ahead, what other segments left and what is posted to look like frames
// is never taken for entries.
test('[J110] a segment that was only made ahead, or was not finished, is left out', async () => {
  const disk = await threeSegments();
  disk.put('0000000004.log', Buffer.alloc(segment_bytes));
  disk.put('0000000005.log', Buffer.alloc(0));
  disk.put('0000000006.log', Buffer.alloc(0));
  disk.put('0000000006.log.new', Buffer.alloc(100, 0xee));
  disk.put('data.mdb', Buffer.alloc(100, 0xee));
  const { entries, number } = await recovered(disk, epoch, 0);
  assert.equal([entries.length, number], [6, 7]);
});

test('[J110] what other segments left is not taken for entries, wherever it lies', async () => {
  const disk = await threeSegments();
  const others = disk.contents('0000000002.log');
  for (const at of [3, 4, 7]) {
    const left = changed(
      disk,
      third,
      (bytes) => void others.copy(bytes, at * sector_bytes, sector_bytes, 3 * sector_bytes),
    );
    assert.equal(textsOf((await recovered(left, epoch, 0)).entries), [
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
    ]);
  }
});

test('[J110] an entry that looks like frames is not taken for entries, whole or torn', async () => {
  const other = await threeBatches();
  const frames = other.contents(first).subarray(0, 4 * sector_bytes);
  // So that the frames in it begin at sectors, as those of the log do.
  const before = sector_bytes - 48 - 6 - 'ticket.a'.length;
  const bytes = Buffer.concat([Buffer.alloc(before), frames]);
  const disk = emptyDisk();
  const { log, post } = await serve(disk, epoch);
  await post('ticket.a', 'a');
  await log.append({ subject: 'ticket.a', bytes });
  const at = 2 * sector_bytes;
  assert.equal(
    disk.contents(first).subarray(at + sector_bytes, at + sector_bytes + frames.length),
    frames,
  );
  const { entries } = await recovered(disk, epoch, 0);
  assert.equal([entries.length, entries[1]!.bytes], [2, bytes]);
  for (const sector of [0, 1, 2, 3, 4]) {
    const torn = changed(
      disk,
      first,
      (all) => void all.fill(0, at + sector * sector_bytes, at + (sector + 1) * sector_bytes),
    );
    assert.equal(
      textsOf((await recovered(torn, epoch, 0)).entries),
      ['a'],
      `without sector ${sector}`,
    );
  }
});

test('[J110] random bytes in place of a segment, or behind its end, are never entries', async () => {
  const disk = await threeBatches();
  const chance = chanceOf(testSeed());
  for (let i = 0; i < 200; i += 1) {
    const noise = changed(disk, first, (bytes) => {
      const from = (4 + chance.below(4)) * sector_bytes;
      for (let at = from; at < from + 1_000; at += 1) bytes[at] = chance.below(256);
    });
    assert.equal(textsOf((await recovered(noise, epoch, 0)).entries), ['a', 'b', 'c', 'd', 'e']);
  }
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
