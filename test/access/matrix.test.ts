import { Principals, principalKinds, type Principal, type Target } from './principals.ts';
import { adminCommand } from '../../protocol/admin.ts';
import { clientMessages } from '../../protocol/messages.ts';
import { commandBody } from '../../protocol/command-body.ts';
import { expected } from './expected.ts';
import { asked, askedRoutes, rows, type Row } from './rows.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('authorisation matrix', { limit_ms: 120_000 });

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
    player: like(target.player),
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
    await principals.endSessions();
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
