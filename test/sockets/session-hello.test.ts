import { closes } from '../../protocol/close.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { toldSettings } from '../support/told-settings.ts';
import { player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { asShard, assertClosed, web } from './session-frames.ts';

const test = suite('the hello of a connection');

// [W1] The first frame is hello, in time and only once: an account is welcomed with its name,
// rights and categories, a shard by name, and then it is heard in order.
test('[W1] an account is welcomed with its name, its rights and the categories', () => {
  const stage = new Stage();
  const client = stage.connect();
  client.send(web());
  stage.endTurn();
  const rights = [...stage.ticketService.rights.get(player)!];
  assert.equal(client.wire.messages(), [
    {
      t: 'welcome',
      v: 1,
      epoch: 'epoch-1',
      now: stage.backend.time,
      heartbeat_ms: limits.heartbeat_ms,
      you: {
        as: 'account',
        account: player,
        name: 'account 11',
        shown_as: 'account 11',
        rights,
        categories: ['Question', 'Bug'],
        settings: toldSettings,
      },
    },
  ]);
});

test('[W1] a shard is welcomed by name, then gets all of its frames in order', () => {
  const stage = new Stage();
  const client = stage.connect({ origin: 'missing' });
  client.send(asShard());
  const moved = (session: string) => ({ t: 'session_closed', id: `m${session}`, session });
  for (const session of ['a', 'b', 'c']) client.send(moved(session));
  stage.endTurn();
  const [shard] = stage.backend.shards;
  assert.is(shard?.incarnation, 'first');
  assert.equal(shard?.received, ['a', 'b', 'c'].map(moved));
  assert.equal(client.last('welcome').you, { as: 'shard', shard: 'north' });
});

test('[W1] nothing is accepted before hello', () => {
  for (const first of [{ t: 'ping' }, { t: 'nonsense' }, { hello: true }, {}]) {
    const client = new Stage().connect();
    client.send(first);
    assertClosed(client, 'hello_expected');
  }
});

test('[W1] a second hello closes the connection, for accounts and shards', () => {
  const stage = new Stage();
  const account = stage.signIn(player);
  account.send(web(`${player}:again`));
  assertClosed(account, 'hello_expected');
  const { client, shard } = stage.shard();
  client.send(asShard());
  assertClosed(client, 'hello_expected');
  assert.is(shard.closes, 1);
});

test('[W1] a hello that does not come in time closes the connection, one that came does not', () => {
  const stage = new Stage();
  const late = stage.connect();
  const early = stage.connect();
  early.send(web());
  const start = stage.backend.time;
  for (const client of [late, early]) client.session.sweep(start + limits.hello_wait_ms - 1);
  assert.is(late.wire.closedWith, undefined);
  for (const client of [late, early]) client.session.sweep(start + limits.hello_wait_ms);
  assertClosed(late, 'hello_late');
  assert.is(early.wire.closedWith, undefined);
});

test('[W2] another version of the protocol is refused before its fields are looked at', () => {
  const client = new Stage().connect();
  client.send({ t: 'hello', v: 2, whoIAm: 'somebody' });
  assertClosed(client, 'version_unknown');
  assert.match(client.last('bye').sentence, /version 1/);
});

// [W3] Wrong credentials are all refused alike, and further wrong ones of a network with many of
// them are told to wait; right ones are taken whatever others of their network did.
test('[W3] a wrong key, a wrong or spent ticket, and a ticket without an Origin are refused alike', () => {
  const stage = new Stage();
  stage.signIn(player);
  const refused = [
    stage.connect(),
    stage.connect(),
    stage.connect(),
    stage.connect({ origin: 'missing' }),
  ];
  const hellos = [asShard('no key'), web('nonsense'), web(`${player}:1`), web(`${player}:fresh`)];
  hellos.forEach((hello, i) => refused[i]!.send(hello));
  for (const client of refused) assertClosed(client, 'credentials_refused');
  assert.equal(refused[0]!.wire.bytes, refused[3]!.wire.bytes);
});

test('[W3] many failed hellos of a network brake its wrong credentials, and never the right ones', () => {
  const stage = new Stage();
  const reasons: Array<number | undefined> = [];
  for (let i = 0; i < 25; i++) {
    const client = stage.connect();
    client.send(asShard('guess'));
    reasons.push(client.wire.closedWith?.code);
  }
  assert.is(reasons.filter((code) => code === closes.credentials_refused.code).length, 20);
  assert.is(reasons.at(-1), closes.too_fast.code);
  const other = stage.connect({ network: '192.0.2.2' });
  other.send(asShard('guess'));
  assertClosed(other, 'credentials_refused');
  // The shard and the staff behind the same proxy.
  for (const hello of [asShard(), web(`${player}:fresh`)]) {
    const right = stage.connect();
    right.send(hello);
    assert.is(right.wire.closedWith, undefined);
  }
  const counted = stage.security.figures().map(({ labels, value }) => [labels.reason, value]);
  assert.equal(
    counted.filter(([, value]) => value !== 0),
    [
      ['credentials_refused', 21],
      ['hellos_braked', 5],
    ],
  );
  stage.backend.time += 5_000;
  const later = stage.connect();
  later.send(asShard());
  assert.is(later.wire.closedWith, undefined);
});

test('[A50] an account is told again what it may do only when that changed', () => {
  const stage = new Stage();
  const client = stage.signIn(player);
  const rights = stage.ticketService.rights.get(player)!;
  stage.backend.setRights(player, [...rights]);
  stage.endTurn();
  assert.equal(client.fresh(), []);
  stage.backend.setRights(player, rights.slice(1));
  stage.backend.setCategories(['Bug']);
  stage.endTurn();
  const told = client.fresh().map((message) => {
    if (message.t !== 'welcome' || message.you.as !== 'account') throw new Error(message.t);
    return [message.you.rights.length, message.you.categories];
  });
  assert.equal(told, [
    [rights.length - 1, ['Question', 'Bug']],
    [rights.length - 1, ['Bug']],
  ]);
});
