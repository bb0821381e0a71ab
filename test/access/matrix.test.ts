import { Principals, principalKinds, type Principal, type Target } from './principals.ts';
import { adminCommand } from '../../protocol/admin.ts';
import { clientMessages } from '../../protocol/messages.ts';
import { commandBody } from '../../protocol/command-body.ts';
import { asked, askedRoutes, rows, type Row } from './rows.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('authorisation matrix', { limit_ms: 120_000 });

/**
 * Every command and every read, asked by every kind of principal. All that the kinds of staff have
 * is the one right that they are named after.
 *
 * | sign | outcome |
 * |---|---|
 * | `+` | done, or told |
 * | `0` | told, and it is empty |
 * | `.` | there is no such ticket, in the same bytes as for one that never was |
 * | `r` | right missing (403 of the HTTP API); of what is asked by administrators, in the same bytes whatever it names |
 * | `s` `a` `w` | there is no such session, account, webhook, in the same bytes as for one that never was |
 * | `S` | only a shard may send this |
 * | `N` | a shard does this for one of its sessions |
 * | `u` | not signed in (401), `f` not from another page (403) |
 * | `-` | nothing answers, and the connection stays |
 * | `x` | the connection is closed |
 */
const expected = `
                            str out mem wat bli vie rep not ass sta add set acc sha can exp era adm =A= =B=
open, player                x   +   +   r   +   r   r   r   r   r   r   r   r   r   r   r   r   +   +   s
open, support               x   r   r   r   r   r   +   r   r   r   r   r   r   r   r   r   r   +   r   s
open for others, support    x   r   r   r   r   r   +   r   r   r   r   r   r   r   r   r   r   +   r   s
post_message, player        x   .   +   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   +   s
post_message, support       x   .   r   r   .   r   +   r   r   r   .   .   .   .   .   .   .   +   r   s
post_note, player           x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
post_note, support          x   .   r   r   .   r   r   +   r   r   .   .   .   .   .   .   .   +   r   s
edit_subject, player        x   .   +   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   +   s
edit_subject, support       x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
assign_to_me, player        x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
assign_to_me, support       x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
assign, player              x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
assign, support             x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
set_status, player          x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
set_status, support         x   .   r   r   .   r   r   r   r   +   .   .   .   .   .   .   .   +   r   s
set_priority, player        x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
set_priority, support       x   .   r   r   .   r   r   r   r   +   .   .   .   .   .   .   .   +   r   s
unassign, player            x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
unassign, support           x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
close, player               x   .   +   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   +   s
close, support              x   .   r   r   .   r   r   r   r   +   .   .   .   .   .   .   .   +   r   s
archive, player             x   .   +   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   +   s
archive, support            x   .   r   r   .   r   r   r   r   +   .   .   .   .   .   .   .   +   r   s
reopen, player              x   .   +   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   +   s
reopen, support             x   .   r   r   .   r   r   r   r   +   .   .   .   .   .   .   .   +   r   s
add_participants, player    x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
add_participants, support   x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
add_faction, player         x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
add_faction, support        x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
remove_participant, player  x   .   r   r   .   r   r   r   r   r   .   .   .   .   .   .   .   r   r   s
remove_participant, support x   .   r   r   .   r   r   r   +   r   .   .   .   .   .   .   .   +   r   s
watch queue                 x   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   N   N
watch queue, closed         x   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   N   N
watch presence              x   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   N   N
watch canned                x   r   r   r   r   +   +   +   +   +   r   r   r   r   +   r   r   +   N   N
watch seen                  x   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   N   N
watch mine                  x   0   +   +   0   0   0   0   0   0   0   0   0   0   0   0   0   0   N   N
watch mine, closed          x   0   +   +   0   0   0   0   0   0   0   0   0   0   0   0   0   0   N   N
watch ticket, public        x   .   +   +   .   .   .   .   .   .   .   .   .   .   .   .   .   .   N   N
get, public                 x   .   +   +   .   .   .   .   .   .   .   .   .   .   .   .   .   .   N   N
find_ticket, public         x   .   +   +   .   .   .   .   .   .   .   .   .   .   .   .   .   .   N   N
seen, public                x   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
signal, public              x   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
watch ticket, support       x   .   .   .   .   +   +   +   +   +   .   .   .   .   .   .   .   +   N   N
get, support                x   .   .   .   .   +   +   +   +   +   .   .   .   .   .   .   .   +   N   N
find_ticket, support        x   .   .   .   .   +   +   +   +   +   .   .   .   .   .   .   .   +   N   N
seen, support               x   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
signal, support             x   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
find accounts               x   r   r   r   r   r   +   r   +   r   r   r   r   r   r   r   r   +   N   N
find staff                  x   r   r   r   r   r   r   r   +   r   r   r   r   r   r   r   r   +   N   N
find factions               x   r   r   r   r   r   r   r   +   r   r   r   r   r   r   r   r   +   N   N
admin settings_get          x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin settings_set          x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin settings_discord      x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin settings_data         x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin group_list            x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin group_set             x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin group_remove          x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_list          x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_add           x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_groups        x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_rights        x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin account_alias         x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin link                  x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
admin shard_list            x   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   +   N   N
admin shard_add             x   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   +   N   N
admin shard_rotate          x   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   +   N   N
admin shard_remove          x   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   +   N   N
admin canned_set            x   r   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   +   N   N
admin canned_remove         x   r   r   r   r   r   r   r   r   r   r   r   r   r   +   r   r   +   N   N
admin own_canned_set        x   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   N   N
admin own_canned_remove     x   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   N   N
admin own_discord_get       x   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   N   N
admin own_discord_code      x   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   N   N
admin own_discord_unlink    x   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   N   N
admin webhook_list          x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin webhook_add           x   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   r   +   N   N
admin webhook_set           x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin webhook_rotate        x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin webhook_pause         x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin webhook_resume        x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin webhook_remove        x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin webhook_test          x   r   r   r   r   r   r   r   r   r   r   w   r   r   r   r   r   w   N   N
admin audit_list            x   r   r   r   r   r   r   r   r   r   r   r   +   r   r   r   r   +   N   N
account                     x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   +
character                   x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   a
faction                     x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   a
discord_link                x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   a
session_opened              x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   a
session_moved               x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   s
session_closed              x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   s
sign_in_link                x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   s
help_requested              x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   s
form_answered               x   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   S   +   s
notice_shown                x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   -   -
sessions_end                x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   -   -
POST /web/link, wrong       u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u
POST /web/login, wrong      u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u
POST /web/socket            u   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   u   u
the same, elsewhere         f   f   f   f   f   f   f   f   f   f   f   f   f   f   f   f   f   f   f   f
POST /web/logout            +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +
api list                    u   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   u   u
api ticket                  u   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   u   u
api assign-to-me            u   r   r   r   r   r   r   r   +   r   r   r   r   r   r   r   r   +   u   u
api status Closed           u   r   r   r   r   r   r   r   r   +   r   r   r   r   r   r   r   +   u   u
api status Assigned         u   r   r   r   r   r   r   r   r   r   r   r   r   r   r   r   r   +   u   u
api status Open             u   r   r   r   r   r   r   r   r   r   r   r   r   r   r   r   r   +   u   u
api me                      u   +   +   +   0   0   0   0   0   0   0   0   0   0   0   0   0   +   u   u
api transcript              u   .   +   +   .   +   +   +   +   +   .   .   .   .   .   .   .   +   u   u
api transcript, support     u   r   r   r   r   +   +   +   +   +   r   r   r   r   r   r   r   +   u   u
api login, wrong            u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u   u
api health                  +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +
api version                 +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +
api openapi.json            +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +   +
`;

interface Cell {
  readonly row: Row;
  readonly principal: Principal;
  readonly target: Target;
  readonly sign: string;
  readonly bytes: string;
}

let principals: Principals;
/** All cells, by the name of their row. */
const table = new Map<string, readonly Cell[]>();
/** What was read to hide something, where anything was. */
const hiddenReads = new Map<string, string>();

test.before(async () => {
  principals = await Principals.gather();
});
test.after(() => principals?.leave());

/** One cell: what comes of the row for the principal. */
async function outcome(row: Row, principal: Principal): Promise<Cell> {
  const target = await principals.target(row.needs, principal);
  const { sign, bytes } = await row.ask(principal, target, principals.server);
  return { row, principal, target, sign, bytes };
}

/**
 * Nobody may tell by the answer whether there is anything behind what they asked for, nor by how long
 * it took: the same bytes, after the same reads. One at a time, so that all reads are its own.
 */
async function assertHidden({ row, principal, target, sign, bytes }: Cell): Promise<void> {
  const { server, reads } = principals;
  const counted: string[] = [];
  for (const one of [target, nothing(target)]) {
    await reads.quiet();
    reads.take();
    const again = await row.ask(principal, one, server);
    await reads.quiet();
    counted.push(reads.take());
    assert.equal([again.sign, again.bytes], [sign, bytes], `${row.name} by ${principal.kind}`);
  }
  assert.is(counted[0], counted[1], `reads of ${row.name} by ${principal.kind}`);
  if (counted[0] !== '') hiddenReads.set(row.name, counted[0]!);
}

function hidesExistence({ row, principal, sign }: Cell): boolean {
  if (row.hiddenAs !== undefined) {
    const cells = table.get(row.hiddenAs)!;
    return cells.some((cell) => cell.principal === principal && cell.sign === '.');
  }
  return ['.', 's', 'a'].includes(sign) || (row.hides && sign !== '+' && sign !== '0');
}

/** The same, of which nothing exists; as long, for lengths tell too. */
function nothing(target: Target): Target {
  const like = (name: string): string => name.replaceAll(/[a-z0-9]/giu, '9');
  return {
    ticket: like(target.ticket),
    number: '2000000000',
    account: like(target.account),
    staff: like(target.staff),
    faction: like(target.faction),
    group: like(target.group),
    shard: like(target.shard),
    name: like(target.name),
    session: like(target.session),
    shardAccount: like(target.shardAccount),
    words: like(target.words),
    userName: like(target.userName),
  };
}

test('[A53] every command and every read, by every kind of principal, comes to what the matrix says; what may not be seen answers in the same bytes, after the same reads, as what does not exist', async () => {
  const lines = [header()];
  for (const row of rows) {
    principals.heartbeat();
    const outcomes: Array<Promise<Cell>> = [];
    for (const kind of principalKinds) {
      outcomes.push(outcome(row, principals.of(kind)));
      if (row.inTurn !== true) continue;
      await outcomes.at(-1);
      principals.heartbeat();
    }
    const cells = await Promise.all(outcomes);
    table.set(row.name, cells);
    lines.push(
      line(
        row.name,
        cells.map(({ sign }) => sign),
      ),
    );
    for (const cell of cells) if (hidesExistence(cell)) await assertHidden(cell);
  }
  assert.is(`\n${lines.join('\n')}\n`, expected);
});

test('[A56] the matrix counts what was read of storage for what it hides, kind by kind', () => {
  const told = Object.fromEntries(
    [
      'close, player',
      'watch ticket, public',
      'get, support',
      'find_ticket, public',
      'seen, public',
    ].map((name) => [name, hiddenReads.get(name)]),
  );
  assert.equal(told, {
    'close, player': 'load 1, receipt 1',
    'watch ticket, public': 'load 1',
    'get, support': 'load 1',
    'find_ticket, public': 'idOfNumber 1, load 1',
    'seen, public': 'load 1',
  });
  assert.is(hiddenReads.get('api transcript'), 'idOfNumber 1, ticket 1');
  assert.is(hiddenReads.get('signal, public'), undefined, 'it reads nothing');
});

test('[A57] the matrix leaves out no route of the HTTP API', async () => {
  const reply = await fetch(`${principals.server.origin}/api/openapi.json`);
  const { paths } = (await reply.json()) as { paths: Record<string, object> };
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.equal([...askedRoutes].toSorted(), all.toSorted());
});

/** Opens a connection, keeps it or ends what the sender itself has begun. */
const unasked = ['hello', 'ping', 'unwatch'];

test('[A54] the matrix leaves out no message, command, watch or operation', () => {
  const all = Object.keys(clientMessages).flatMap((name): string[] => {
    switch (name) {
      case 'command':
        return commandBody.options.map(({ entries }) => `command ${entries.kind.literal}`);
      case 'admin':
        return adminCommand.options.map(({ entries }) => `admin ${entries.kind.literal}`);
      case 'watch': {
        const { options } = clientMessages.watch.fields.what;
        return options.map(({ entries }) => `watch ${entries.on.literal}`);
      }
      default:
        return unasked.includes(name) ? [] : [name];
    }
  });
  assert.equal([...asked].toSorted(), all.toSorted());
});

const name_width = 27;
const header = (): string => line('', principalKinds);

function line(name: string, signs: readonly string[]): string {
  const cells = signs.map((sign) => sign.padEnd(3));
  return [name.padEnd(name_width), ...cells].join(' ').trimEnd();
}
