import { ServerSecrets, type ServerSecretName } from '../../actors/roster/tokens/server-secrets.ts';
import { RecordWriter } from '../../actors/records/writer.ts';
import { assert, suite } from '../support/suite.ts';
import { byTurns, Halves, upTo } from './halves.ts';
import { stage, StageStore } from './stage.ts';

const test = suite('what servers sign with');
const names: readonly ServerSecretName[] = ['api-token', 'file-signing'];

// [H166] What servers sign with comes to be once, however many servers over one log need it at
// once, and a folder of an earlier version keeps what it has.
test('[H166] a hundred that need one at once over two servers sign with the same', async () => {
  const halves = await Halves.open();
  const { a, b } = halves;
  const both = [a.access, b.access] as const;
  for (const name of names) {
    for (const { serverSecrets } of both) assert.is(serverSecrets.get(name), undefined);
    const made = await byTurns(both, upTo(100), (access) => access.serverSecrets.make(name));
    await halves.followed();
    const third = (await halves.half()).access;
    const known = [a.access, b.access, third].map(({ serverSecrets }) => serverSecrets.get(name));
    assert.is(new Set([...made, ...known]).size, 1);
    assert.type(made[0], 'string');
  }
  const [one, other] = names.map((name) => a.access.serverSecrets.get(name));
  assert.is.not(one, other);
});

test('[H166] a folder of an earlier version keeps what it has', async () => {
  const store = new StageStore();
  store.kept.set('web api-token-secret', { v: 1, secret: 'of the tokens' });
  store.kept.set('discord file-signing', { secret: 'of the files' });
  const { writer, secrets } = await stage(store);
  const kept = new ServerSecrets(writer, secrets);
  assert.equal(
    names.map((name) => kept.get(name)),
    ['of the tokens', 'of the files'],
  );
  assert.equal(await Promise.all(names.map((name) => kept.make(name))), [
    'of the tokens',
    'of the files',
  ]);
  assert.equal(store.writes, []);
});

test('[H36] what could not be stored is signed with by nobody', async () => {
  const { store, secrets } = await stage();
  store.refuse = 1;
  const kept = new ServerSecrets(new RecordWriter(store), secrets);
  assert.is(await kept.make('api-token'), undefined);
  assert.is(kept.get('api-token'), undefined);
  const made = await kept.make('api-token');
  assert.type(made, 'string');
  assert.is(kept.get('api-token'), made);
});
