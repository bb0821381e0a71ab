import type { ServerMessage, ServerMessageOf } from '../../protocol/messages.ts';
import { Running, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('lists, read markers and presence of a whole server', { limit_ms: 60_000 });

let server: Running;
let staff: Client;
let mine: Client;
let player: string;

test.before(async () => {
  server = await Running.start();
  player = await server.account('ana', []);
  await server.account('iris', [], ['moderators']);
  staff = await server.signIn('iris');
  mine = await server.signIn('ana');
});
test.after(() => server?.stop());

async function open(subject: string): Promise<string> {
  const done = await mine.command({ kind: 'open', category: 'Bug', subject, body: 'x' });
  assert.is(done.t, 'done', JSON.stringify(done));
  return (done as ServerMessageOf<'done'>).ticket!;
}

const queue = (filter: object, by = 'updated') => ({
  on: 'queue',
  filter: { status: ['closed', 'archived'], ...filter },
  sort: { by, descending: true },
  offset: 0,
  limit: 20,
});

const isEvent = (on: string) => (message: ServerMessage) =>
  (message.t === 'event' || message.t === 'signal') && message.is.on === on;

function rows(message: ServerMessage): string[] {
  if (message.t !== 'state' || message.is.on !== 'queue') throw new Error(JSON.stringify(message));
  assert.is(message.is.total, message.is.rows.length);
  return message.is.rows.map(({ subject }) => subject);
}

test('[W64] over a whole server, closed tickets are found on disk by every filter and come by themselves', async () => {
  for (const subject of ['Lost horse', 'Horses everywhere', 'A donkey']) {
    await mine.command({ kind: 'close' }, { ticket: await open(subject) });
  }
  assert.equal(rows(await staff.watch(1, queue({ words: 'hor' }))), [
    'Horses everywhere',
    'Lost horse',
  ]);
  assert.equal(rows(await staff.watch(2, queue({ participant: player, category: ['bug'] }))), [
    'A donkey',
    'Horses everywhere',
    'Lost horse',
  ]);
  assert.equal(rows(await staff.watch(3, queue({ assigned: 'none' }, 'created'))).length, 3);
  assert.equal(rows(await staff.watch(4, queue({ assigned: 'me' }))), []);
  const late = await open('One horse more');
  await mine.command({ kind: 'close' }, { ticket: late });
  for (const { topic } of staff.all('state').slice(0, 3)) {
    const event = await staff.next((one) => one.t === 'event' && one.topic === topic);
    const { is } = event as ServerMessageOf<'event'>;
    assert.equal(is.on === 'rows' && is.put.map(({ at, row }) => [at, row.id]), [[0, late]]);
  }
});

test('[M16] over a whole server, read markers and what support has seen go from one socket to the others', async () => {
  const ticket = await open('Read me');
  await staff.command({ kind: 'post_note', body: 'hidden' }, { ticket });
  await staff.command({ kind: 'post_message', body: 'Where?' }, { ticket });
  await mine.watch(1, { on: 'ticket', ticket, as: 'public' });
  await mine.watch(2, { on: 'seen' });
  staff.send({ t: 'seen', ticket, as: 'support', seq: 3 });
  const two = await mine.next(isEvent('seen_by_support'));
  assert.equal((two as ServerMessageOf<'event'>).is, { on: 'seen_by_support', seq: 2 });
  mine.send({ t: 'seen', ticket, as: 'public', seq: 3 });
  const moved = await mine.next(isEvent('seen'));
  const marks = [{ ticket, public: 3, support: 0 }];
  assert.equal((moved as ServerMessageOf<'event'>).is, { on: 'seen', marks });
  const again = await server.signIn('ana');
  const state = (await again.watch(1, { on: 'seen' })) as ServerMessageOf<'state'>;
  assert.equal(state.is, { on: 'seen', marks });
});

test('[W65] over a whole server, who is at a ticket is told over sockets, in numbers once a second', async () => {
  const ticket = await open('Look at me');
  await staff.watch(1, { on: 'ticket', ticket, as: 'support' });
  await mine.watch(1, { on: 'ticket', ticket, as: 'public' });
  await staff.watch(9, { on: 'presence' });
  mine.send({ t: 'signal', ticket, as: 'public', doing: 'typing' });
  const presence = (await staff.next(isEvent('company'))) as ServerMessageOf<'signal'>;
  assert.equal(presence.is.on === 'company' && presence.is.typing, [
    { account: player, name: 'ana', side: 'player' },
  ]);
  const counts = (await staff.next(isEvent('presence'))) as ServerMessageOf<'signal'>;
  assert.equal(counts.is, {
    on: 'presence',
    tickets: [
      { ticket, viewing: 0, typing: 1, people: [{ account: player, name: 'ana', typing: true }] },
    ],
  });
  staff.send({ t: 'signal', ticket, as: 'support', doing: 'typing' });
  const typing = (await mine.next(isEvent('support_typing'))) as ServerMessageOf<'signal'>;
  assert.equal(typing.is, { on: 'support_typing', typing: true });
  staff.ws.terminate();
  const isOver = (message: ServerMessage) =>
    message.t === 'signal' && message.is.on === 'support_typing' && !message.is.typing;
  await mine.next(isOver);
});
