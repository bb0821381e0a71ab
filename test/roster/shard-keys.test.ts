import { ShardKeys } from '../../actors/roster/tokens/shard-keys.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { assert, suite } from '../support/suite.ts';
import { stage } from './stage.ts';

const test = suite('shard keys');

test("[A25] a shard's key opens that shard, over a restart, and is stored as a hash", async () => {
  const first = await stage();
  const keys = new ShardKeys(first.writer, first.secrets);
  const moon = await keys.add('moon');
  const sun = await keys.add('sun');
  assert.ok(moon.ok && sun.ok);
  if (!moon.ok || !sun.ok) return;
  assert.not(JSON.stringify([...first.store.kept]).includes(moon.value));
  const { writer, secrets } = await stage(first.store);
  const again = new ShardKeys(writer, secrets);
  assert.is(again.shardOfKey(moon.value), 'moon');
  assert.is(again.shardOfKey(sun.value), 'sun');
  assert.is(again.shardOfKey(`${sun.value}x`), undefined);
  assert.equal(
    again.list().map(({ name }) => name),
    ['moon', 'sun'],
  );
});

test('[A26] a new key ends the old one and is told', async () => {
  const { writer, secrets } = await stage();
  const keys = new ShardKeys(writer, secrets);
  const told: string[] = [];
  keys.onRotated((shard) => told.push(shard));
  const old = await keys.add('moon');
  const fresh = await keys.rotate('moon');
  assert.ok(old.ok && fresh.ok);
  if (!old.ok || !fresh.ok) return;
  assert.is(keys.shardOfKey(old.value), undefined);
  assert.is(keys.shardOfKey(fresh.value), 'moon');
  assert.equal(told, ['moon']);
});

test('[A27] a shard that is there, is not, or has no proper name is refused in a sentence', async () => {
  const { writer, secrets } = await stage();
  const keys = new ShardKeys(writer, secrets);
  const both = await Promise.all([keys.add('moon'), keys.add('moon')]);
  assert.equal(
    both.map(({ ok }) => ok),
    [true, false],
  );
  assert.match(JSON.stringify(both[1]), 'There is a shard named moon already');
  assert.match(JSON.stringify(await keys.rotate('mars')), 'There is no shard named mars.');
  assert.match(JSON.stringify(await keys.add('../moon')), 'A shard is named by');
});

test('[A37] a shard that was removed is told and its key opens nothing, also over a restart', async () => {
  const { store, secrets, writer } = await stage();
  const keys = new ShardKeys(writer, secrets);
  const told: string[] = [];
  keys.onRemoved((shard) => told.push(shard));
  const made = await keys.add('moon');
  assert.ok(made.ok && (await keys.remove('moon')).ok);
  assert.equal(told, ['moon']);
  assert.is(keys.shardOfKey(made.value), undefined);
  assert.match(JSON.stringify(await keys.remove('moon')), 'There is no shard named moon.');
  const again = new ShardKeys((await stage(store)).writer, secrets);
  assert.equal(again.list(), []);
});

test('[O40] what is made to be given to a command, the key of a shard, never begins with a dash, which would make it an option', () => {
  // One in 64 would: that none of so many does is no luck.
  for (let made = 0; made < 2000; made++) assert.not.match(nodeSecrets.make(), /^-/u);
});

test('[A136] a former key that holds beside the new one ends by its time, over a restart too', async () => {
  const { writer, secrets, store } = await stage();
  const keys = new ShardKeys(writer, secrets);
  const told: string[] = [];
  keys.onRotated((shard) => told.push(shard));
  const old = await keys.add('moon');
  const fresh = await keys.rotate('moon', undefined, 60_000);
  assert.ok(old.ok && fresh.ok);
  if (!old.ok || !fresh.ok) return;
  assert.equal(told, []);
  const { key } = keys.opened(old.value)!;
  const again = await stage(store);
  const kept = new ShardKeys(again.writer, again.secrets);
  assert.is(kept.shardOfKey(old.value), 'moon');
  assert.ok(kept.holds('moon', key));
  again.secrets.time += 60_000;
  assert.is(kept.shardOfKey(old.value), undefined);
  assert.not(kept.holds('moon', key));
  assert.is(kept.shardOfKey(fresh.value), 'moon');
  assert.is(kept.formerUntil(kept.list()[0]!), null);
});
