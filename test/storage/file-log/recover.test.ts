import { nanoid } from 'nanoid';
import { sector_bytes } from '../../../server/storage/file-log/frame.ts';
import type { LogEntry, Position } from '../../../server/storage/log.ts';
import { begun, EntryTables, recovered, recoveryFault } from '../../support/file-logs.ts';
import { chanceOf } from '../../support/seed.ts';
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

const textsOf = (entries: readonly LogEntry[]): string[] =>
  entries.map(({ bytes }) => Buffer.from(bytes).toString());

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
