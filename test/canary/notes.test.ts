import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { messagesIn } from '../support/house.ts';
import { assert, suite } from '../support/suite.ts';
import { play } from './play.ts';
import { steps } from './steps.ts';

const test = suite('internal notes', { limit_ms: 120_000 });

/** Fails with what is different, where bytes say little. */
function assertSameBytes(withNotes: Buffer, without: Buffer, about: string): void {
  if (withNotes.equals(without)) return;
  if (!/(script|http)$/u.test(about))
    assert.equal(messagesIn(withNotes), messagesIn(without), about);
  assert.is(withNotes.toString('latin1'), without.toString('latin1'), about);
}

test('[T103] whatever a player does, not a byte that reaches them is different for the notes there are: over sockets, on resuming from anywhere, in lists, marks, presence, notices, the HTTP API, transcripts and script calls; nor is one for the note that is being written', async () => {
  let notes = 0;
  let bytes = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const canary = `canary-${randomBytes(12).toString('hex')}`;
      const [withNotes, without] = [await play(list, canary), await play(list, undefined)];
      for (const [i, left] of withNotes.left.entries()) {
        for (const [who, sent] of left) {
          assert.not(sent.includes(canary), `step ${i}, ${who}`);
          assertSameBytes(sent, without.left[i]!.get(who)!, `step ${i}, ${who}`);
          bytes += sent.length;
        }
      }
      assert.is(withNotes.left.length, without.left.length);
      // They were there to be seen, for whom they are meant.
      assert.is(withNotes.support.includes(canary), withNotes.notes > 0);
      notes += withNotes.notes;
    }),
    { numRuns: 40 },
  );
  assert.ok(notes > 500 && bytes > 200_000, `${notes} notes, ${bytes} bytes`);
});
