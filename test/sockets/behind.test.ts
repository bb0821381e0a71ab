import { closes, type CloseReason } from '../../protocol/close.ts';
import { netLimits } from '../../server/sockets/socket-limits.ts';
import { assert, suite } from '../support/suite.ts';
import { player, Stage, type TestClient } from './stage.ts';

const test = suite('a hello before all is known');

const hello = { t: 'hello', v: 1, auth: { as: 'web', ticket: `${player}:1` } };

/** A connection that said hello to a server which does not know yet all that was written. */
function greeting(): {
  stage: Stage;
  client: TestClient;
  known: (inTime: boolean) => Promise<void>;
} {
  const stage = new Stage();
  let settle = (_: boolean): void => {};
  stage.backend.head = new Promise((resolve) => (settle = resolve));
  const client = stage.connect();
  client.send(hello);
  const known = async (inTime: boolean): Promise<void> => {
    settle(inTime);
    await stage.backend.head;
    stage.endTurn();
  };
  return { stage, client, known };
}

function closedWith({ wire }: TestClient, reason: CloseReason): void {
  assert.is(wire.closedWith?.code, closes[reason].code);
}

// [W93] A hello is answered once all that was in the log when it came is known here, and what came
// behind it after that, in its order and within bounds; where that takes longer than 5 s the
// connection is told to come back.
test('[W93] a hello is answered once all is known, and what came behind it after that, in its order', async () => {
  const { stage, client, known } = greeting();
  client.send({ t: 'ping' });
  client.send({ t: 'find_ticket', id: 'f', number: 7, as: 'public' });
  client.send({ t: 'ping' });
  stage.endTurn();
  assert.equal(client.wire.messages(), []);
  assert.ok(stage.backend.spendSocketTicket(`${player}:1`), 'nothing was looked up');
  client.send({ t: 'ping' });
  await known(true);
  assert.is(client.wire.messages()[0]?.t, 'bye', 'its ticket is spent');
  closedWith(client, 'credentials_refused');

  const second = greeting();
  for (const id of ['a', 'b', 'c'])
    second.client.send({ t: 'account', id, account: 'x', name: 'x' });
  await second.known(true);
  assert.equal(
    second.client.wire.messages().map((one) => [one.t, 'id' in one ? one.id : '']),
    [
      ['welcome', ''],
      ['refused', 'a'],
      ['refused', 'b'],
      ['refused', 'c'],
    ],
  );
});

test('[W93] who is not told in time is told to come back', async () => {
  const { client, known } = greeting();
  await known(false);
  assert.equal(
    client.wire.messages().map(({ t }) => t),
    ['bye'],
  );
  closedWith(client, 'behind');
});

test('[W93] of what comes behind a hello no more is kept than may be', async () => {
  for (const [count, bytes] of [
    [netLimits.early_frames_max, 10],
    [2, 30_000],
  ] as const) {
    const { client, known } = greeting();
    for (let i = 0; i < count; i += 1) client.send({ t: 'ping', pad: 'x'.repeat(bytes) });
    assert.is(client.wire.closedWith, undefined);
    client.send({ t: 'ping', pad: 'x'.repeat(bytes) });
    closedWith(client, 'too_fast');
    await known(true);
    assert.is(client.wire.messages().length, 1);
  }
});

test('[W93] a connection that goes while its hello waits is not welcomed', async () => {
  const { stage, client, known } = greeting();
  client.session.cut();
  await known(true);
  assert.equal(client.wire.messages(), []);
  assert.ok(stage.backend.spendSocketTicket(`${player}:1`));
});
