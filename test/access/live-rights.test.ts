import type { ServerMessageOf } from '../../protocol/messages.ts';
import { rights } from '../../protocol/permissions.ts';
import { codeOf, Running, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { administratorOf, openTicket, queue, admin, welcomed } from './live-office.ts';

const test = suite('rights on open sockets', { limit_ms: 60_000 });

let server: Running;
let ada: Client;

test.before(async () => {
  server = await Running.start();
  ada = await administratorOf(server);
});
test.after(() => server?.stop());

/** A ticket that these accounts take part in. */
const open = (...participants: string[]) => openTicket(ada, participants);

/** Any of these opens the admin queue, reading included: the last four for compatibility. */
const queueRights: readonly string[] = [
  'tickets.admin_view',
  'tickets.reply',
  'tickets.internal_message',
  'tickets.assign',
  'tickets.change_status',
];

for (const right of rights) {
  const opens = queueRights.includes(right);
  // [A48] Any of reply, internal_message, assign and change_status opens the admin queue, reading
  // included, as admin_view does; no other right does.
  test(`[A48] ${right} alone ${opens ? 'opens' : 'does not open'} the admin queue`, async () => {
    await server.account(right, [right]);
    const client = await server.signIn(right);
    const ticket = await open();
    const [list, one, page] = [
      await client.watch(1, queue),
      await client.watch(2, { on: 'ticket', ticket, as: 'support' }),
      await client.ask({ t: 'get', ticket, as: 'support' }),
    ];
    if (opens) {
      assert.equal([list.t, one.t, page.t], ['state', 'state', 'got']);
    } else {
      assert.equal([list, one, page].map(codeOf), [
        'right_missing',
        'ticket_unknown',
        'ticket_unknown',
      ]);
    }
  });
}

// [A49] Who loses a right while watching is told so, loses the watches and is refused, at once on
// the open socket; so it is when a group changes.
test('[A49] who loses their rights while watching is told so, loses the watches and is refused, at once', async () => {
  const ticket = await open();
  await server.account('mo', [], ['moderators']);
  const mo = await server.signIn('mo');
  assert.is((await mo.watch(1, queue)).t, 'state');
  assert.is((await mo.watch(2, { on: 'ticket', ticket, as: 'support' })).t, 'state');
  const seen = mo.frames.length;
  assert.is((await admin(ada, { kind: 'account_groups', account: 'mo', groups: [] })).t, 'done');
  await mo.next(({ t }) => t === 'gone' && mo.all('gone').length === 2, seen);
  const told = mo.messages.slice(seen);
  assert.equal(
    told.map((message) => (message.t === 'gone' ? [message.w, message.code] : message.t)),
    ['welcome', [1, 'right_missing'], [2, 'ticket_unknown']],
  );
  const [welcome] = told as [ServerMessageOf<'welcome'>];
  assert.equal(welcome.you.as === 'account' && welcome.you.rights, []);
  const refused = await mo.command({ kind: 'post_message', body: 'Hello' }, { ticket });
  assert.is(codeOf(refused), 'ticket_unknown');
  // What happens to the ticket from now on does not reach them.
  const before = mo.frames.length;
  await ada.command({ kind: 'post_message', body: 'Nobody else reads this' }, { ticket });
  await mo.ask({ t: 'find', what: 'accounts', words: 'a', limit: 1 });
  assert.not(mo.frames.slice(before).join('').includes('Nobody else'));
});

test('[A49] the same holds when the rights of a group change, for all who are in it', async () => {
  const group = (...given: string[]) =>
    admin(ada, { kind: 'group_set', name: 'readers', rights: given, default: false });
  await group('tickets.admin_view');
  const readers: Client[] = [];
  for (const name of ['rea', 'reb']) {
    await server.account(name, [], ['readers']);
    const client = await server.signIn(name);
    assert.is((await client.watch(1, queue)).t, 'state');
    readers.push(client);
  }
  await group('tickets.view');
  for (const client of readers) {
    assert.is(codeOf(await client.next(({ t }) => t === 'gone')), 'right_missing');
  }
});

test('[A49] a participant who loses tickets.view sees no ticket any more, and sees them again with it', async () => {
  const pia = await server.account('pia', ['tickets.view']);
  const ticket = await open(pia);
  const client = await server.signIn('pia');
  const rows = async (from: number): Promise<number> => {
    const state = await client.next(({ t }) => t === 'state', from);
    return state.t === 'state' && state.is.on === 'mine' ? state.is.total : -1;
  };
  await client.watch(1, { on: 'mine', list: 'active' });
  assert.is(await rows(0), 1);
  await client.watch(2, { on: 'ticket', ticket, as: 'public' });
  let seen = client.frames.length;
  await server.setRights('pia', []);
  assert.is(codeOf(await client.next(({ t }) => t === 'gone', seen)), 'ticket_unknown');
  assert.is(await rows(seen), 0);
  seen = client.frames.length;
  await server.setRights('pia', ['tickets.view']);
  assert.is(await rows(seen), 1);
});

// [A50] What an account may do is told on its open sockets when it changed, and only then.
test('[A50] a new right is told on the open socket and may be used on it', async () => {
  await server.account('nu', []);
  const nu = await server.signIn('nu');
  assert.is(codeOf(await nu.watch(1, queue)), 'right_missing');
  await server.setRights('nu', ['tickets.admin_view']);
  const welcome = (await welcomed(nu, 2)) as ServerMessageOf<'welcome'>;
  assert.is(welcome.t, 'welcome');
  const [, second] = nu.all('welcome');
  assert.equal(second!.you.as === 'account' && second!.you.rights, ['tickets.admin_view']);
  assert.is((await nu.watch(1, queue)).t, 'state');
});
