import { sector_bytes } from '../../../server/storage/file-log/frame.ts';
import { recovered, textsOf } from '../../support/file-logs.ts';
import { assert, suite } from '../../support/suite.ts';
import {
  batch_bytes,
  changed,
  epoch,
  first,
  last_at,
  threeBatches,
  write,
} from './recover-disk.ts';

const test = suite('opening a log whose last batch is torn');

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
