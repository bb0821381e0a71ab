import type { HistogramFigure } from '../../server/platform/figure.ts';
import { TicketTimes } from '../../server/projections/ticket-times.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';
import type { HistoryRange } from '../../server/storage/tables.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { done, World } from '../support/world.ts';

const test = suite('times of tickets');

/** A server whose times of tickets are counted, over a clock that is moved by hand. */
class Stage {
  readonly world: World;
  readonly times: TicketTimes;
  readonly faults: unknown[] = [];
  /** Reads of a history. */
  reads = 0;
  /** What is to be done in a later turn of the event loop. */
  readonly soon: Array<() => void> = [];

  constructor(storage: Storage = openMemoryStorage(), before?: Stage) {
    this.world = new World(storage);
    this.world.now = before?.world.now ?? 1_000_000;
    if (before !== undefined) this.world.skip(1_000);
    const history = (ticket: string, audience: 'public' | 'support', range: HistoryRange) => {
      this.reads += 1;
      return storage.tables.history(ticket, audience, range);
    };
    this.times = new TicketTimes({
      tables: { history },
      clock: { soon: (run) => void this.soon.push(run) },
      onFault: (error) => this.faults.push(error),
    });
    this.world.followers.follow('ticket_times', this.times);
  }

  /** Another server on what this one stored. */
  async restarted(): Promise<Stage> {
    await this.world.ticketService.stop();
    return new Stage(this.world.storage, this);
  }

  pass(seconds: number): void {
    this.world.now += seconds * 1_000;
  }

  /** How many times were counted, and their sum in seconds. */
  get replies(): readonly [count: number, sum: number] {
    return summed(this.times.figures(), 'shardbell_ticket_first_reply_seconds');
  }

  get closings(): readonly [count: number, sum: number] {
    return summed(this.times.figures(), 'shardbell_ticket_close_seconds');
  }
}

function summed(all: readonly HistogramFigure[], name: string): readonly [number, number] {
  const { count, sum } = all.find((one) => one.name === name)!;
  return [count, sum];
}

// [O82] From the opening by a player to the first public reply of support is counted once for a
// ticket; notes, what players write and later replies are no first reply.
test('[O82] the first public reply of support is counted with the time since the opening, and none after it', async () => {
  const { world, at } = staged();
  const { ticket } = await world.opened(world.player, 'help');
  at.pass(60);
  done(await world.note(ticket, 'a known one'));
  done(await world.post(world.player, ticket, 'hello?'));
  done(await world.do(world.staff, ticket, { kind: 'set_status', to: 'in_progress' }));
  assert.equal(at.replies, [0, 0]);
  at.pass(30);
  done(await world.post(world.staff, ticket, 'On my way.'));
  assert.equal(at.replies, [1, 90]);
  at.pass(30);
  done(await world.post(world.player, ticket, 'Thank you!'));
  at.pass(30);
  done(await world.post(world.staff, ticket, 'Good.'));
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  done(await world.do(world.player, ticket, { kind: 'reopen' }));
  done(await world.post(world.player, ticket, 'Stuck again.'));
  done(await world.post(world.staff, ticket, 'Coming.'));
  assert.equal(at.replies, [1, 90]);
});

test('[O82] a ticket that support opened waits for no first reply', async () => {
  const { world, at } = staged();
  const { ticket } = done(
    await world.ticketService.command(world.staff, {
      id: world.id(),
      as: 'support',
      command: { kind: 'open', category: 'Bug', body: 'You won.', participants: ['1'] },
    }),
  );
  at.pass(60);
  done(await world.post(world.player, ticket, 'What?'));
  done(await world.post(world.staff, ticket, 'A prize.'));
  assert.equal(at.replies, [0, 0]);
});

// [O83] From the opening to the first closing is counted once for a ticket, whoever closes it, and
// not after it was reopened.
test('[O83] the first closing is counted with the time since the opening, and none after a reopening', async () => {
  const { world, at } = staged();
  const { ticket } = await world.opened(world.player, 'help');
  at.pass(3_600);
  world.settings = { ...world.settings, autoArchive: true };
  done(await world.do(world.player, ticket, { kind: 'close' }));
  assert.equal(at.closings, [1, 3_600]);
  done(await world.do(world.staff, ticket, { kind: 'reopen' }));
  at.pass(60);
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  assert.equal(at.closings, [1, 3_600]);
  assert.equal(at.replies, [0, 0]);
});

test('[O83] a long history is read a page in each turn of the event loop', async () => {
  const { world, at } = staged();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.do(world.player, ticket, { kind: 'close' }));
  done(await world.do(world.player, ticket, { kind: 'reopen' }));
  const other = await world.opened(world.player, 'help');
  for (let i = 0; i < 2 * limits.history_entries_max; i += 1) {
    for (const id of [ticket, other.ticket]) done(await world.post(world.player, id, `${i}`));
  }
  at.pass(1);
  at.reads = 0;
  for (const id of [ticket, other.ticket]) {
    done(await world.do(world.player, id, { kind: 'close' }));
  }
  for (const pages of [2, 4]) {
    assert.equal([at.reads, at.closings], [pages, [1, 0]]);
    for (const run of at.soon.splice(0)) run();
  }
  assert.equal(at.closings, [2, 1]);
  assert.equal([at.reads, at.soon.length], [6, 0]);
});

// [O84] A start counts nothing again and reads nothing for it: what was counted before it is not
// counted after it, and what began before it is.
test('[O84] after a start nothing is counted twice, nothing is missed, and nothing was read for it', async () => {
  const { world, at } = staged();
  const answered = await world.opened(world.player, 'help');
  const waiting = await world.opened(world.player, 'help');
  at.pass(10);
  done(await world.post(world.staff, answered.ticket, 'On my way.'));
  done(await world.do(world.staff, answered.ticket, { kind: 'close' }));
  assert.equal(
    [at.replies, at.closings],
    [
      [1, 10],
      [1, 10],
    ],
  );
  const again = await at.restarted();
  assert.equal([again.replies, again.closings, again.reads], [[0, 0], [0, 0], 0]);
  again.pass(10);
  const { world: then } = again;
  done(await then.do(then.player, answered.ticket, { kind: 'reopen' }));
  done(await then.post(then.player, answered.ticket, 'Stuck again.'));
  done(await then.post(then.staff, answered.ticket, 'Coming.'));
  done(await then.do(then.staff, answered.ticket, { kind: 'close' }));
  assert.equal(
    [again.replies, again.closings],
    [
      [0, 0],
      [0, 0],
    ],
  );
  done(await then.post(then.staff, waiting.ticket, 'Sorry.'));
  done(await then.do(then.staff, waiting.ticket, { kind: 'close' }));
  assert.equal(
    [again.replies, again.closings],
    [
      [1, 20],
      [1, 20],
    ],
  );
});

function staged(): { readonly world: World; readonly at: Stage } {
  const at = new Stage();
  return { world: at.world, at };
}
