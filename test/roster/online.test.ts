import { Online, type LiveSession } from '../../actors/roster/online.ts';
import { rosterLimits } from '../../actors/roster/roster-limits.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('online');

function live(session: string, more: Partial<LiveSession> = {}): LiveSession {
  return { shard: 'moon', session, account: '7', character: null, location: null, ...more };
}

const names = (sessions: readonly LiveSession[]): string[] =>
  sessions.map(({ session }) => session);

test("[A28] a shard's list of sessions is complete only once it was closed, and again after each welcome", () => {
  const online = new Online();
  assert.not(online.isComplete('moon'));
  online.relist('moon');
  online.open(live('s-1'));
  assert.not(online.isComplete('moon'));
  assert.equal(online.listed('moon'), []);
  assert.ok(online.isComplete('moon'));
  online.relist('moon');
  assert.not(online.isComplete('moon'));
});

test('[A29] a session that was not told again by the end of the list has ended', () => {
  const online = new Online();
  online.relist('moon');
  online.open(live('s-1'));
  online.open(live('s-2', { account: '8' }));
  online.open(live('s-1', { shard: 'sun' }));
  online.listed('moon');
  online.relist('moon');
  assert.ok(online.get('moon', 's-2'));
  online.open(live('s-1'));
  assert.equal(names(online.listed('moon')), ['s-2']);
  assert.is(online.get('moon', 's-2'), undefined);
  assert.equal(online.ofAccount('8'), []);
  assert.is(online.ofAccount('7').length, 2);
});

test('[A30] a session moves, and what was not told stays as it was', () => {
  const online = new Online();
  online.open(live('s-1', { character: '9' }));
  const location = { map: 1, x: 2, y: 3, z: 4 };
  online.move('moon', 's-1', { location });
  assert.equal(online.get('moon', 's-1'), live('s-1', { character: '9', location }));
  online.move('moon', 's-1', { character: null });
  assert.equal(online.get('moon', 's-1'), live('s-1', { location }));
  assert.is(online.move('sun', 's-1', { character: '9' }), undefined);
  assert.is(online.close('sun', 's-1'), undefined);
  assert.is(online.ofAccount('7').length, 1);
});

test('[A31] the live character of an account is the one told last', () => {
  const online = new Online();
  online.open(live('s-1', { character: '9' }));
  online.open(live('s-2', { character: '10' }));
  online.open(live('s-3'));
  assert.is(online.characterOf('7'), '10');
  online.move('moon', 's-1', { character: '9' });
  assert.is(online.characterOf('7'), '9');
  online.close('moon', 's-1');
  online.close('moon', 's-2');
  assert.is(online.characterOf('7'), null);
});

test('[A32] a session name given to another account leaves nothing with the first', () => {
  const online = new Online();
  online.open(live('s-1'));
  online.open(live('s-1', { account: '8' }));
  assert.equal(online.ofAccount('7'), []);
  assert.equal(names(online.ofAccount('8')), ['s-1']);
});

test('[A33] a shard has a bounded number of sessions, and others are not hurt by it', () => {
  const online = new Online();
  for (let n = 0; n < rosterLimits.sessions_max; n += 1) online.open(live(`s-${n}`));
  assert.is(online.open(live('one more'))?.code, 'roster_full');
  assert.is(online.open(live('s-0', { account: '8' })), undefined);
  assert.is(online.open(live('one more', { shard: 'sun' })), undefined);
});

test('[A34] a shard that is gone takes its sessions along', () => {
  const online = new Online();
  online.open(live('s-1'));
  online.open(live('s-1', { shard: 'sun' }));
  online.listed('moon');
  assert.equal(names(online.endShard('moon')), ['s-1']);
  assert.not(online.isComplete('moon'));
  assert.equal(
    online.ofAccount('7').map(({ shard }) => shard),
    ['sun'],
  );
});
