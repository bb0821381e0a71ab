import type { Applied } from '../../server/storage/applied.ts';
import { ticketSubject, type LogEntry } from '../../server/storage/log.ts';
import type { Put } from '../../server/storage/record.ts';
import { Story, receiptOf, said } from '../support/story.ts';
import { assert, type Suite } from '../support/suite.ts';
import { dueContract } from './due-contract.ts';
import { historiesContract } from './histories-contract.ts';
import { listsContract } from './lists/lists-contract.ts';
import { recordsContract } from './records-contract.ts';
import { closedContract } from './lists/closed-contract.ts';
import type { Stage } from './stage.ts';

/** What is applied can be read, and what is read was applied. `now` gives the stage of the test. */
export function tablesContract(test: Suite, now: () => Stage): void {
  test('[J1] what was committed last is what is loaded, under a position that moved', async () => {
    const stage = now();
    const { tables } = stage;
    assert.equal(tables.ticket('t1'), { state: undefined, position: 0 });
    const story = new Story('t1', 1);
    await story.open(stage);
    const first = story.head;
    await story.commit(stage, said('Where?'));
    assert.ok(story.head > first);
    assert.equal(tables.ticket('t1'), { state: story.state, position: story.head });
  });

  test('[J2] a turn that met a conflict leaves nothing in the tables', async () => {
    const stage = now();
    const { tables } = stage;
    const story = new Story('t1', 1);
    await story.open(stage);
    const stale = story.head;
    const record = story.record([said('too late')], [receiptOf('11/c9', 1)]);
    await story.commit(stage, said('Where?'));
    const fenced = { kind: 'fenced', last: story.head };
    assert.equal(await stage.commit('t1', stale, record), fenced);
    assert.equal(await stage.commit('t1', story.head + 1, record), fenced);
    assert.equal(tables.ticket('t1'), { state: story.state, position: story.head });
    assert.equal(tables.history('t1', 'support', { limit: 9 }), story.events);
    assert.is(tables.receipt('t1', '11/c9'), undefined);
    assert.is(tables.position, story.head);
  });

  test('[J4] before an entry is durable nobody sees any of it', async () => {
    const stage = now();
    const { tables } = stage;
    const story = new Story('t1', 1);
    const record = story.record([story.opening], [receiptOf('11/c1', 1)]);
    const look = () => ({
      ticket: tables.ticket('t1'),
      receipt: tables.receipt('t1', '11/c1'),
      history: tables.history('t1', 'support', { limit: 9 }),
      active: [...tables.active()],
      number: tables.idOfNumber(1),
      last: tables.lastOf(ticketSubject('t1')),
      position: tables.position,
    });
    const commit = stage.commit('t1', 0, record);
    assert.equal(look(), {
      ticket: { state: undefined, position: 0 },
      receipt: undefined,
      history: [],
      active: [],
      number: undefined,
      last: 0,
      position: 0,
    });
    assert.is((await commit).kind, 'durable');
    assert.equal([look().number, look().position], ['t1', stage.log.last]);
  });

  test('[J5] a long entry that fits comes back whole', async () => {
    const stage = now();
    const story = new Story('t1', 1);
    await story.open(stage);
    await story.commit(stage, said('x'.repeat(200_000)));
    assert.equal(stage.tables.history('t1', 'public', { limit: 1 }), story.events.slice(-1));
  });

  test('[J6] what is no plain data is rejected, with what comes beside it untouched', async () => {
    const stage = now();
    const story = new Story('t1', 1);
    const other = new Story('t2', 2);
    const bad = story.record([{ ...story.opening, subject: Symbol('no data') } as never]);
    const outcomes = await Promise.all([
      stage.commit('t1', 0, bad),
      stage.commit('t2', 0, other.record([other.opening])),
    ]);
    assert.equal(
      outcomes.map(({ kind }) => kind),
      ['rejected', 'durable'],
    );
    assert.is(stage.tables.ticket('t1').state, undefined);
  });

  // [J77] An entry is applied once, in order; who is told of it can read it.
  test('[J77] an entry is applied once: again it is refused, and changes nothing', async () => {
    const stage = now();
    const { tables, log } = stage;
    const entries: LogEntry[] = [];
    log.follow(0, (entry) => entries.push(entry));
    const story = new Story('t1', 1);
    await story.open(stage);
    await stage.write([{ space: 'settings', key: 'a', value: 1 }]);
    await story.commit(stage, said('Where?'));
    await stage.write([{ space: 'settings', key: 'a', value: 2 }]);
    assert.is(entries.length, 4);
    for (const entry of entries) assert.throws(() => tables.apply(entry));
    assert.is(tables.position, log.last);
    assert.is(tables.get('settings', 'a'), 2);
    assert.equal(tables.ticket('t1'), { state: story.state, position: story.head });
    assert.equal(tables.history('t1', 'support', { limit: 9 }), story.events);
  });

  test('[J77] what is told is what was applied, in order, and can be read then', async () => {
    const stage = now();
    const { tables, replica } = stage;
    const told: Applied[] = [];
    const read: boolean[] = [];
    replica.onApplied((applied) => {
      told.push(applied);
      const last = tables.lastOf(applied.subject);
      read.push(last >= applied.position && tables.position >= applied.position);
    });
    const story = new Story('t1', 1);
    await story.open(stage);
    const { state: before, head } = story;
    const puts: Put[] = [
      { space: 'settings', key: 'a', value: 1 },
      { space: 'settings', key: 'b', value: undefined },
    ];
    await stage.write(puts);
    await story.commit(stage, said('Where?'));
    assert.equal(told, [
      {
        type: 'turn',
        position: head,
        subject: 'ticket.t1',
        before: null,
        after: before,
        events: story.events.slice(0, 2),
        due: [],
        noticed: [],
      },
      { type: 'records', position: head + 1, subject: 'of-a-test', puts, due: [] },
      {
        type: 'turn',
        position: story.head,
        subject: 'ticket.t1',
        before,
        after: story.state,
        events: story.events.slice(2),
        due: [],
        noticed: [],
      },
    ]);
    assert.equal(read, [true, true, true]);
  });

  test('[J78] the tables know the last position of each subject, and up to where all is applied', async () => {
    const stage = now();
    const { tables, log } = stage;
    const story = new Story('t1', 1);
    await story.open(stage);
    await stage.append('settings', 0, 1);
    await stage.append('account.a', 0, 1);
    await story.commit(stage, said('Where?'));
    await stage.append('settings', log.lastOf('settings'), 2);
    const subjects = ['ticket.t1', 'ticket.t2', 'settings', 'account.a', 'records', ''];
    const lasts = subjects.map((subject) => tables.lastOf(subject));
    assert.equal(
      lasts,
      subjects.map((subject) => log.lastOf(subject)),
    );
    assert.equal(lasts, [story.head, 0, log.last, story.head - 1, 0, 0]);
    assert.is(tables.position, log.last);
    assert.equal(stage.faults, []);
  });

  historiesContract(test, now);
  listsContract(test, now);
  recordsContract(test, now);
  dueContract(test, now);
  closedContract(test, now);
}
