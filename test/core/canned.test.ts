import fc from 'fast-check';
import { followCanned } from '../../clients/core/follow-canned.ts';
import { applyCanned, type CannedReplica } from '../../clients/core/replica-canned.ts';
import type { CannedReply } from '../../protocol/admin.ts';
import { assert, suite } from '../support/suite.ts';
import { setting } from './setting.ts';

const test = suite('following the canned replies');

function reply(name: string, own: boolean, created: number, text = 'Hi'): CannedReply {
  return { reply: name, title: name, text, own, created };
}

// [A84] A client holds the replies at hand as they are, over any changes and cuts.
test('[A84] what is held is what was told, own replies first and each the oldest first', async () => {
  const s = setting();
  s.server.canned = [reply('a', true, 5), reply('b', false, 1)];
  s.connection.start();
  await s.flow();
  let held: CannedReplica = [];
  followCanned(s.connection, (followed) => {
    if (followed.kind === 'here') held = followed.is;
  });
  await s.flow();
  assert.equal(held, s.server.canned);
  s.server.changeCanned([reply('c', true, 3), reply('b', false, 1, 'changed')]);
  await s.flow();
  assert.equal(held, [reply('c', true, 3), reply('a', true, 5), reply('b', false, 1, 'changed')]);
  // Of two with one name, only the one that is meant goes.
  s.server.changeCanned([reply('c', false, 9)]);
  s.server.changeCanned([], [reply('c', true, 3)]);
  await s.flow();
  assert.equal(held, [reply('a', true, 5), reply('b', false, 1, 'changed'), reply('c', false, 9)]);
  s.wire().cut();
  s.server.canned = [reply('d', false, 2)];
  s.connection.wake();
  await s.flow();
  assert.equal(held, s.server.canned);
});

test('[A84] whatever changes in whatever order, the replica is what is there', () => {
  const any = fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    own: fc.boolean(),
    text: fc.option(fc.string({ maxLength: 3 }), { nil: undefined }),
  });
  let changes = 0;
  fc.assert(
    fc.property(fc.array(any, { maxLength: 40 }), (all) => {
      let replica: CannedReplica = [];
      const there = new Map<string, CannedReply>();
      for (const [i, { name, own, text }] of all.entries()) {
        const key = `${own} ${name}`;
        const created = there.get(key)?.created ?? i;
        changes += 1;
        if (text === undefined) {
          there.delete(key);
          replica = applyCanned(replica, {
            on: 'canned',
            removed: [{ reply: name, own }],
            put: [],
          });
        } else {
          const put = reply(name, own, created, text);
          there.set(key, put);
          replica = applyCanned(replica, { on: 'canned', removed: [], put: [put] });
        }
      }
      const inOrder = [...there.values()].toSorted(
        (a, b) => Number(b.own) - Number(a.own) || a.created - b.created,
      );
      assert.equal(replica, inOrder);
    }),
  );
  assert.ok(changes > 100);
});
