import { Mailbox } from '../../actors/runtime/mailbox.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('mailbox');

test('[R1] letters come out of a mailbox in the order in which they went in', () => {
  const mailbox = new Mailbox<number>();
  const out: (number | undefined)[] = [];
  let next = 0;
  for (const puts of [1, 0, 5, 2, 0, 0, 0, 0, 3, 1]) {
    for (let i = 0; i < puts; i += 1) mailbox.push((next += 1), 100);
    assert.is(mailbox.peek(), mailbox.length === 0 ? undefined : out.length + 1);
    if (mailbox.length > 0) out.push(mailbox.take());
  }
  while (mailbox.length > 0) out.push(mailbox.take());
  assert.equal(out, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  assert.is(mailbox.take(), undefined);
  assert.is(mailbox.peek(), undefined);
});

test('[R2] a full mailbox takes nothing, and takes again once a letter has left', () => {
  const mailbox = new Mailbox<string>();
  assert.is(mailbox.push('a', 2), true);
  assert.is(mailbox.push('b', 2), true);
  assert.is(mailbox.push('c', 2), false);
  assert.is(mailbox.length, 2);
  assert.is(mailbox.take(), 'a');
  assert.is(mailbox.push('d', 2), true);
  assert.is(mailbox.take(), 'b');
  assert.is(mailbox.take(), 'd');
  assert.is(mailbox.length, 0);
});
