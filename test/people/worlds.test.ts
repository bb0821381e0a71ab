import { commandLine } from '../../actors/roster/staff/audit.ts';
import { RecordWriter } from '../../actors/records/writer.ts';
import { openAccess } from '../../server/identity/access.ts';
import { systemClock } from '../../server/platform/clock.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { Worlds } from '../../server/tickets/worlds.ts';
import { Story } from '../support/story.ts';
import { withParts } from '../support/with-parts.ts';
import { Running, codeOf } from '../support/running-server.ts';
import { assert, rejects, suite } from '../support/suite.ts';

const test = suite('a wiped world', { limit_ms: 60_000 });

test('[V14] the accounts of a wiped world end, their tickets are closed with a note, and what was written stays', async () => {
  const server = await Running.start();
  try {
    const shard = await server.shard('north');
    for (const account of ['a-1', 'a-2']) await shard.ask({ t: 'account', account, name: 'Ana' });
    const { roster } = server.access;
    const ana = roster.accountOf('north', 'a-1')!.id;
    const other = await server.account('elsewhere', ['tickets.view', 'tickets.create']);
    const asAna = await server.signIn(ana);
    const open = async (client: typeof asAna): Promise<string> => {
      const command = { kind: 'open', category: 'Question', body: 'where am I' } as const;
      const opened = await client.command(command);
      return opened.t === 'done' ? opened.ticket! : '';
    };
    const ticket = await open(asAna);
    const others = await open(await server.signIn(other));
    const preview = await server.operate('forget_preview', { name: 'north' });
    assert.equal(preview, { of: 'world', name: 'north', accounts: 2, tickets: 1 });
    await server.operate('shard_forget', { name: 'north', confirm: 'north' });

    await asAna.frame(() => false);
    assert.is(roster.accountOf('north', 'a-1'), undefined);
    assert.is(roster.rightsOf(ana).size, 0);
    assert.not(roster.mayBeOpened(ana));
    const helper = await server.account('helper', ['tickets.admin_view']);
    const support = await server.signIn(helper);
    const seen = JSON.stringify(await support.watch(1, { on: 'ticket', ticket, as: 'support' }));
    assert.match(seen, /"status":"closed"/u);
    assert.match(seen, /The world of shard north was wiped/u);
    assert.match(seen, /where am I/u);
    const left = JSON.stringify(
      await support.watch(2, { on: 'ticket', ticket: others, as: 'support' }),
    );
    assert.match(left, /"status":"open"/u);
    // The next world begins: the same id is somebody else.
    await shard.ask({ t: 'account', account: 'a-1', name: 'Bea' });
    const bea = roster.accountOf('north', 'a-1')!.id;
    assert.ok(Number(bea) > Number(ana));
    const again = await server.signIn(bea);
    assert.is(
      codeOf(await again.watch(1, { on: 'ticket', ticket, as: 'public' })),
      'ticket_unknown',
    );
    assert.equal(await server.operate('forget_preview', { name: 'north' }), {
      ...{ of: 'world', name: 'north', accounts: 1, tickets: 0 },
    });
  } finally {
    await server.stop();
  }
});

test('[V15] forgetting a world takes the name of its shard typed once more, and spares the last administrator', async () => {
  const server = await Running.start();
  try {
    const shard = await server.shard('north');
    await shard.ask({ t: 'account', account: 'a-1', name: 'Ana' });
    const { roster } = server.access;
    const ana = roster.accountOf('north', 'a-1')!.id;
    const forget = async (confirm: string): Promise<string> => {
      try {
        await server.operate('shard_forget', { name: 'north', confirm });
        return 'done';
      } catch (error) {
        return (error as Error).message;
      }
    };
    assert.match(await forget('south'), /nothing was forgotten/u);
    const unknown = server.operate('forget_preview', { name: 'nowhere' });
    await rejects(unknown, /no such shard/u);
    await server.operate('account_groups', { account: ana, groups: ['administrators'] });
    for (const { id, shard: of } of server.access.staff.administrators()) {
      if (of === null) await server.operate('account_groups', { account: id, groups: [] });
    }
    assert.match(await forget('north'), /administrator/u);
    assert.is(roster.account(ana)?.ended, undefined);
  } finally {
    await server.stop();
  }
});

test('[V25] forgetting a world that is cut off before any of its entries is completed by asking again', async () => {
  for (let entries = 0; ; entries += 1) {
    const storage = openMemoryStorage();
    const access = await openAccess(storage.records, nodeSecrets);
    for (const account of ['a-1', 'a-2', 'a-3']) {
      await access.roster.upsertAccount('north', { account, name: account });
      const { id } = access.roster.accountOf('north', account)!;
      await new Story(`t-${account}`, Number(id), [id]).open(storage);
    }
    const named = access.roster.accountOf('north', 'a-1')!.id;
    await access.staff.setRights(named, ['tickets.create']);
    let left = entries;
    const commit: typeof storage.tickets.commit = async (...about) => {
      left -= 1;
      const cause = new Error('cut off');
      return left < 0 ? { kind: 'rejected', cause } : storage.tickets.commit(...about);
    };
    const append: typeof storage.records.append = async (...about) => {
      left -= 1;
      const cause = new Error('cut off');
      return left < 0 ? { kind: 'rejected', cause } : storage.records.append(...about);
    };
    const dying = {
      ...{ tables: storage.tables, caughtUp: () => storage.caughtUp() },
      tickets: withParts(storage.tickets, { commit }),
    };
    const writer = new RecordWriter(withParts(storage.records, { append }));
    const cut = new Worlds({
      ...{ storage: dying, clock: systemClock },
      access: withParts(access, { writer }),
    });
    const isWhole = (await cut.forget('north', commandLine)) !== undefined;
    const again = new Worlds({ storage, access, clock: systemClock });
    assert.ok(await again.forget('north', commandLine));
    assert.equal(again.count('north'), { accounts: 0, tickets: 0 }, `before entry ${entries + 1}`);
    assert.equal([...storage.tables.active()], []);
    assert.equal(access.roster.account(named)?.rights, []);
    if (!isWhole) continue;
    assert.ok(entries >= 5, `${entries} entries`);
    return;
  }
});
