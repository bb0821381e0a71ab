import {
  applyRowsEvent,
  rowsFromState,
  type RowsReplica,
} from '../../clients/core/replica-rows.ts';
import { isDeepStrictEqual } from 'node:util';
import { Halves } from '../support/halves.ts';
import type { Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { aWhile, clientOf, done, opened, supporter, until, type AtBoth } from './stage.ts';

const test = suite('lists over two halves', { limit_ms: 60_000 });

const tickets = 24;
const sort = { by: 'created', descending: false };

let halves: Halves;
let iris: AtBoth;
let max: AtBoth;

test.before(async () => {
  halves = await Halves.start();
  iris = await supporter(halves, 'iris');
  max = await supporter(halves, 'max');
});
test.after(() => halves.stop());

/** One window of a list as its client holds it. */
class List {
  readonly client: Client;
  readonly #w: number;
  #read: number;
  #topic: number | undefined;
  #held: RowsReplica | undefined;
  /** How often all of it was told afresh. */
  states = 0;
  /** By ticket: how often it came, and went. */
  readonly came = new Map<string, number>();

  constructor(client: Client, w: number) {
    this.client = client;
    this.#w = w;
    this.#read = client.frames.length;
  }

  get held(): RowsReplica | undefined {
    const { messages } = this.client;
    for (const message of messages.slice(this.#read)) {
      if (message.t === 'state' && message.w === this.#w) {
        if (message.is.on !== 'queue' && message.is.on !== 'mine') throw new Error('no list');
        this.#topic = message.topic;
        this.#held = rowsFromState(message.is);
        this.states += 1;
      } else if (
        message.t === 'event' &&
        message.topic === this.#topic &&
        message.is.on === 'rows'
      ) {
        const before = new Set(this.#held!.rows.map(({ id }) => id));
        this.#held = applyRowsEvent(this.#held!, message.is);
        for (const { id } of this.#held.rows) {
          if (!before.has(id)) this.came.set(id, (this.came.get(id) ?? 0) + 1);
        }
      }
    }
    this.#read = messages.length;
    return this.#held;
  }
}

/** The same list, watched at both halves. */
async function listsOf(w: number, what: object): Promise<[List, List]> {
  const lists: [List, List] = [new List(iris.a, w), new List(iris.b, w)];
  for (const { client } of lists)
    await client.watch(w, { on: 'queue', sort, offset: 0, limit: 200, ...what });
  return lists;
}

// [Y8] What one process commits moves the lists of the other, each ticket once and to the same end,
// also those that are opened meanwhile; over HTTP both list the same.
test('[Y8] what one process commits moves the lists of the other, each ticket once, to the same end', async () => {
  const active = await listsOf(1, { filter: {} });
  const closed = await listsOf(2, { filter: { status: ['closed'] } });
  const held = await listsOf(3, { filter: { assignee: iris.account } });
  const write = async (who: AtBoth, nth: number): Promise<void> => {
    for (let i = 0; i < tickets / 2; i += 1) {
      const half = halves.any;
      const ticket = await opened(clientOf(who, half), `${nth} ${i}`);
      await aWhile(halves);
      const about = { ticket, as: 'support' };
      await done(clientOf(who, half), { kind: 'edit_subject', subject: `now ${i}` }, about);
      await done(clientOf(who, half), { kind: 'assign_to_me' }, about);
      // Told by the other half: who works on it there has heard of it.
      await halves.followed();
      if (i % 3 === 0) await done(clientOf(who, halves.other(half)), { kind: 'close' }, about);
    }
  };
  await Promise.all([write(iris, 1), write(max, 2)]);
  await halves.followed();
  for (const [lists, what, count] of [
    [active, { filter: {} }, (tickets * 2) / 3],
    [closed, { filter: { status: ['closed'] } }, tickets / 3],
    [held, { filter: { assignee: iris.account } }, tickets / 3],
  ] as const) {
    const [a, b] = await listsOf(4, what);
    const { rows } = a.held!;
    assert.is(rows.length, count);
    assert.equal(b.held!.rows, rows);
    for (const list of lists) {
      await until(list.client, () => isDeepStrictEqual(list.held?.rows, rows));
      assert.is(list.states, 1);
      assert.ok([...list.came.values()].every((times) => times === 1));
    }
  }
  // What was closed in the moment in which changes are gathered is never shown.
  assert.ok(active[0].came.size >= (tickets * 2) / 3);
});

test('[Y8] a list that is opened while the other process writes holds what is there, and goes on', async () => {
  for (let round = 0; round < 6; round += 1) {
    const before = await opened(iris.a, `Before ${round}`);
    const writing = (async () => {
      for (let i = 0; i < 8; i += 1) await opened(clientOf(max, halves.any), `${round} ${i}`);
    })();
    await aWhile(halves);
    const lists = await listsOf(10 + round, { filter: {} });
    await writing;
    await halves.followed();
    const fresh = await listsOf(30 + round, { filter: {} });
    const expected = fresh[0].held!.rows;
    assert.ok(expected.some(({ id }) => id === before));
    assert.equal(fresh[1].held!.rows, expected);
    for (const list of lists) {
      await until(list.client, () => isDeepStrictEqual(list.held?.rows, expected));
    }
    for (const w of [10 + round, 30 + round])
      for (const client of [iris.a, iris.b]) client.send({ t: 'unwatch', w });
  }
});

test('[Y8] the HTTP API of either process lists what both wrote', async () => {
  const token = await halves.a.server.token(iris.account);
  await opened(max.a, 'Here');
  await opened(max.b, 'There');
  const pages = await Promise.all(
    [halves.a, halves.b].map(async ({ server }) => {
      const headers = { authorization: `Bearer ${token}` };
      const reply = await fetch(`${server.origin}/api/help-tickets?pageSize=50`, { headers });
      return (await reply.json()) as { totalCount: number };
    }),
  );
  assert.ok(pages[0]!.totalCount > tickets);
  assert.equal(pages[0], pages[1]);
});
