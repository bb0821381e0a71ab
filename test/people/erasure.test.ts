import type { ServerMessage } from '../../protocol/messages.ts';
import { Running, codeOf, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('erasing a person', { limit_ms: 60_000 });

const staffRights = ['tickets.admin_view', 'tickets.reply', 'tickets.assign'] as const;

/** A player of a shard with a ticket, watched by support and by another player. */
async function town(server: Running) {
  const shard = await server.shard('north');
  await shard.ask({ t: 'account', account: 'a-1', name: 'canary-ana' });
  await shard.ask({ t: 'account', account: 'a-2', name: 'Ben' });
  await shard.ask({ t: 'character', account: 'a-1', character: 'c-1', name: 'canary-bold' });
  const ana = server.access.roster.accountOf('north', 'a-1')!.id;
  const ben = server.access.roster.accountOf('north', 'a-2')!.id;
  const helper = await server.account('helper', staffRights);
  const session = { session: 's-1', account: 'a-1', name: 'canary-ana', character: 'c-1' };
  await shard.ask({ t: 'session_opened', ...session, location: { map: 1, x: 2, y: 3, z: 4 } });
  const asAna = await server.signIn(ana);
  const opened = await asAna.command({
    kind: 'open',
    category: 'Question',
    subject: 'canary-subject',
    body: 'canary-body',
  });
  const ticket = opened.t === 'done' ? opened.ticket! : '';
  const support = await server.signIn(helper);
  await support.command(
    { kind: 'post_message', body: 'what support answers' },
    { ticket, as: 'support' },
  );
  await support.command({ kind: 'add_participants', accounts: [ben] }, { ticket });
  return { shard, ana, ben, ticket, asAna, support, helper };
}

/** Erases as whoever has the machine does, and waits until nothing of it is left to be done. */
async function erase(server: Running, account: string, messages = 'emptied'): Promise<void> {
  const name = server.access.roster.account(account)!.name;
  await server.operate('account_erase', { account, messages, confirm: name });
  while (server.access.roster.erasures.get(account)?.done === null) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What a client holds after it watched or asked: everything it was sent from then on. */
function sentSince(client: Client, from: number): string {
  return client.frames.slice(from).join('\n');
}

test('[V7] an erased person is found on no surface, and whoever watches is sent the tickets anew', async () => {
  const server = await Running.start();
  try {
    const { shard, ana, ben, ticket, asAna, support } = await town(server);
    const asBen = await server.signIn(ben);
    await support.watch(1, { on: 'ticket', ticket, as: 'support' });
    await asBen.watch(1, { on: 'ticket', ticket, as: 'public' });
    await support.watch(2, {
      on: 'queue',
      filter: {},
      sort: { by: 'created', descending: true },
      offset: 0,
      limit: 10,
    });
    const [supportAt, benAt] = [support.frames.length, asBen.frames.length];

    const preview = await server.operate('erase_preview', { account: ana });
    assert.equal(preview, {
      ...{ of: 'erasure', account: ana, name: 'canary-ana', shard: 'north' },
      ...{
        tickets: 1,
        messages: 1,
        files: 0,
        characters: 1,
        sessions: 1,
        replies: 0,
        discord: false,
      },
    });
    await erase(server, ana);

    const isState = (message: ServerMessage): boolean =>
      message.t === 'state' && message.is.on === 'ticket';
    await support.next(isState, supportAt);
    await asBen.next(isState, benAt);
    // The row of the list was told too.
    await support.next((message) => message.t === 'event' && message.is.on === 'rows', supportAt);
    for (const sent of [sentSince(support, supportAt), sentSince(asBen, benAt)]) {
      assert.not(sent.includes('canary'), sent);
      assert.ok(sent.includes('what support answers'), sent);
      assert.ok(sent.includes('erased player'), sent);
    }

    // The browser was signed out, and so is nobody by an old socket ticket or token.
    await asAna.frame(() => false);
    assert.ok(asAna.closedWith !== undefined);
    const helperToken = await server.token(server.access.roster.accountNamed('helper')!.id);
    const authorization = `Bearer ${helperToken}`;
    for (const path of ['/metrics', `/api/help-tickets/${ticket}`, '/api/help-tickets']) {
      const reply = await fetch(`${server.origin}${path}`, { headers: { authorization } });
      assert.not((await reply.text()).includes('canary'), path);
    }
    for (const [operation, input] of [
      ['account_list', {}],
      ['audit_list', {}],
      ['account_list', { words: 'canary' }],
    ] as const) {
      const is = JSON.stringify(await server.operate(operation, input));
      assert.not(is.includes('canary'), is);
    }
    const found = await support.ask({ t: 'find', what: 'accounts', words: 'canary', limit: 5 });
    assert.not(JSON.stringify(found).includes('canary'), JSON.stringify(found));

    // The shard says that they are there again: somebody new.
    await shard.ask({ t: 'account', account: 'a-1', name: 'canary-ana' });
    const again = server.access.roster.accountOf('north', 'a-1')!.id;
    assert.ok(Number(again) > Number(ana));
    const asAgain = await server.signIn(again);
    const mine = await asAgain.watch(1, {
      on: 'mine',
      list: 'active',
    });
    assert.is(mine.t === 'state' && mine.is.on === 'mine' ? mine.is.total : -1, 0);
    assert.is(
      codeOf(await asAgain.watch(2, { on: 'ticket', ticket, as: 'public' })),
      'ticket_unknown',
    );
  } finally {
    await server.stop();
  }
});

test('[V8] a client that was away gets a ticket anew that was rewritten meanwhile', async () => {
  const server = await Running.start();
  try {
    const { ana, ticket, support } = await town(server);
    const state = await support.watch(1, { on: 'ticket', ticket, as: 'support' });
    const seq = state.t === 'state' && state.is.on === 'ticket' ? state.is.head.seq : 0;
    const epoch = support.all('welcome')[0]!.epoch;
    support.send({ t: 'unwatch', w: 1 });
    const resume = { epoch, seq };
    const before = await support.watch(2, { on: 'ticket', ticket, as: 'support', resume });
    assert.is(before.t, 'resumed');
    await erase(server, ana);
    const after = await support.watch(3, { on: 'ticket', ticket, as: 'support', resume });
    assert.is(after.t, 'state');
    assert.not(JSON.stringify(after).includes('canary'));
  } finally {
    await server.stop();
  }
});

test('[V9] erasing takes the right, the name typed once more, and for staff the right over access', async () => {
  const server = await Running.start();
  try {
    const { ana, support, helper } = await town(server);
    const ask = (client: Client, command: object) => client.ask({ t: 'admin', do: command });
    const wish = {
      kind: 'account_erase',
      account: ana,
      messages: 'emptied',
      confirm: 'canary-ana',
    };
    assert.is(codeOf(await ask(support, wish)), 'right_missing');
    assert.is(codeOf(await ask(support, { kind: 'erase_preview', account: ana })), 'right_missing');
    const eraser = await server.account('eraser', ['tickets.erase']);
    const asEraser = await server.signIn(eraser);
    assert.is(codeOf(await ask(asEraser, { ...wish, confirm: 'canary' })), 'name_invalid');
    assert.is(
      codeOf(await ask(asEraser, { ...wish, account: helper, confirm: 'helper' })),
      'right_missing',
    );
    assert.is(
      codeOf(await ask(asEraser, { ...wish, account: eraser, confirm: 'eraser' })),
      'right_missing',
    );
    assert.is(server.access.roster.account(ana)?.name, 'canary-ana');
    assert.is((await ask(asEraser, wish)).t, 'done');
    assert.is(server.access.roster.account(ana), undefined);
    // It says who erased which account, and not whom.
    const audit = JSON.stringify(await server.operate('audit_list', {}));
    assert.ok(audit.includes(`erasure of account ${ana}`), audit);
    assert.ok(audit.includes('"name":"eraser"'), audit);
    assert.not(audit.includes('canary'), audit);
  } finally {
    await server.stop();
  }
});

test('[V10] of somebody of support the names go, with their own replies, and what they answered stays', async () => {
  const server = await Running.start();
  try {
    const { ticket, support, helper } = await town(server);
    await server.operate('account_alias', { account: 'helper', alias: 'canary-alias' });
    await support.ask({
      t: 'admin',
      do: { kind: 'own_canned_set', reply: 'r1', title: 'canary-title', text: 'canary-reply' },
    });
    await support.command({ kind: 'assign_to_me' }, { ticket });
    await erase(server, helper);
    const reader = await server.signIn(await server.account('reader', ['tickets.admin_view']));
    const state = JSON.stringify(await reader.watch(1, { on: 'ticket', ticket, as: 'support' }));
    assert.not(state.includes('"helper"'), state);
    assert.ok(state.includes('what support answers'), state);
    const audit = JSON.stringify(await server.operate('audit_list', {}));
    assert.not(audit.includes('canary-alias'), audit);
    assert.not(audit.includes('"helper"'), audit);
    assert.not(audit.includes('helper ('), audit);
    // Its name is free again.
    assert.ok(await server.account('helper', []));
  } finally {
    await server.stop();
  }
});

test('[V26] of an erased account no record of any kind is left but that of the erasure, and nothing that tells of it but numbers in the audit', async () => {
  const server = await Running.start();
  try {
    const { shard, ana } = await town(server);
    const { access } = server;
    // It ends sessions and links.
    await access.staff.setPassword(ana, 'canary');
    await access.webSessions.make(ana, false);
    await access.roster.discord.link(ana, '200000000000000001');
    await access.discordCodes.make(ana, false);
    await access.links.make(ana, false);
    await access.canned.set(ana, 'r-1', { title: 'canary', text: 'canary' });
    await access.staff.setAlias(ana, 'canary');
    access.lastSeen.add(ana);
    await shard.ask({ t: 'faction', faction: 'f-1', name: 'Dragons', members: ['a-1'] });
    await access.markers.written();
    const kinds = (): string[] => {
      const spaces = ['roster', 'web', 'discord', 'seen', 'notice', 'numbers', 'webhook'] as const;
      const named = spaces.flatMap((space) => {
        return access.writer.store
          .list(space, { prefix: '', limit: 10_000 })
          .filter(({ key, value }) => {
            const isIn = JSON.stringify(value ?? null).includes(`"${ana}"`);
            return isIn || key.split('/').includes(ana);
          })
          .map(({ key }) => `${space} ${key.split('/')[0]!}`);
      });
      return [...new Set(named)].toSorted();
    };
    const before = kinds();
    for (const kind of ['account', 'standing', 'password', 'character', 'faction', 'last-seen'])
      assert.ok(before.includes(`roster ${kind}`), `${kind} of ${before.join(', ')}`);
    for (const kind of ['web session', 'web link', 'web discord-code', 'roster discord'])
      assert.ok(before.includes(kind), `${kind} of ${before.join(', ')}`);
    await erase(server, ana);
    assert.equal(kinds(), ['roster erasure']);
  } finally {
    await server.stop();
  }
});
