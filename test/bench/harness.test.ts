import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../../bench/child.ts';
import { Contender } from '../../bench/contender.ts';
import { Contenders } from '../../bench/contenders.ts';
import type { Machine } from '../../bench/machine.ts';
import { measureShardbell, measureWork } from '../../bench/measured-work.ts';
import type { ServerAnswers } from '../../bench/peers/server.ts';
import { measures, shortened } from '../../bench/questions.ts';
import { table } from '../../bench/report.ts';
import { median, run } from '../../bench/rounds.ts';
import type { Work } from '../../bench/work.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';

/** Nothing here looks at how fast anything was: only that the bench measures what it says. */
const test = suite('bench', { limit_ms: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'shardbell-bench-test-'));
let work: Work = [];
test.before(async () => {
  work = await measureShardbell(folder);
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** One measure of each question, against the peer that needs no installation. */
const names = ['fan-out-100-4', 'commands-16', 'quiet'];
const short = measures
  .filter(({ name }) => names.includes(name))
  .map((measure) =>
    shortened({ ...measure, peers: measure.peers.filter(({ name }) => name === 'raw') }, 0.005),
  );

test('[B1] a post is found to cost its entry, its receipt and the row of its ticket', () => {
  const fresh = work.filter((kind) => kind.per === 'post');
  assert.is(fresh.length, 2);
  assert.ok(fresh.every((kind) => kind.fate === 'fresh' && kind.keys === 1));
  const rows = work.filter((kind) => kind.per === 'ticket');
  assert.equal(
    rows.map(({ fate, keys }) => ({ fate, keys })),
    [{ fate: 'same', keys: 1 }],
  );
});

test('[B2] the raw peer puts as many keys and bytes as Shardbell, alone and in a batch', async () => {
  const server = new Child<ServerAnswers>(new URL('../../bench/peers/raw.js', import.meta.url));
  try {
    const address = await server.ask('start', { folder, work, store: 'lmdb' });
    const found = await measureWork(address, () => Promise.resolve('any'));
    // What puts the same bytes under the same key again does not show in the folder.
    const expected = work.filter((kind) => kind.fate === 'fresh');
    assert.is(found.length, expected.length);
    for (const kind of expected) {
      const like = found.find(
        ({ db, key_bytes }) => db === kind.db && key_bytes === kind.key_bytes,
      );
      assert.equal([like?.fate, like?.per, like?.keys], [kind.fate, kind.per, kind.keys]);
      for (const size of ['base_bytes', 'ticket_bytes', 'post_bytes'] as const) {
        assert.ok(Math.abs(like![size] - kind[size]) <= rounding_bytes, `${kind.db}: ${size}`);
      }
    }
  } finally {
    await server.end();
  }
});

test('[B3] each question is measured: every post reaches every watcher, and costs the server time', async () => {
  const contenders = new Contenders({ folder, work });
  try {
    const results = [];
    for (const measure of short) {
      const standings = await run(measure, contenders, 1);
      assert.equal(
        standings.map(({ name }) => name),
        ['shardbell', 'raw'],
      );
      for (const { rounds } of standings) {
        for (const round of rounds) {
          assert.is(round.posts, measure.plan.posts);
          assert.is(round.deliveries, measure.plan.posts * measure.plan.watchers);
          assert.ok(round.cpu_seconds > 0 && round.seconds > 0);
          assert.ok(round.p50_ms > 0 && round.p50_ms <= round.p99_ms);
        }
      }
      assert.ok(Number.isFinite(standings[1]!.ratio!.median));
      results.push({ measure, standings, disk: { before: machine.disk, after: machine.disk } });
    }
    const printed = table({ machine, work, rounds: 1, results, ...nothing });
    for (const { name, figure } of short)
      assert.ok(printed.includes(name) && printed.includes(figure.name));
  } finally {
    await contenders.end();
  }
});

test('[B4] a server that ends leaves no data behind', async () => {
  const before = readdirSync(folder);
  const contender = await Contender.start({ peer: 'shardbell', store: 'lmdb', folder, work });
  assert.is(readdirSync(folder).length, before.length + 1);
  await contender.end();
  assert.equal(readdirSync(folder), before);
});

test('[B5] no measure asks more of one ticket than a ticket holds', () => {
  for (const { name, plan } of measures) {
    const posts = (plan.warm_up_posts + plan.posts) / plan.tickets;
    assert.ok(posts < limits.entries_max - limits.notes_max, name);
  }
});

test('[B6] the median of an even number of rounds lies between the two in the middle', () => {
  assert.is(median([3, 1, 2]), 2);
  assert.is(median([4, 1, 3, 2]), 2.5);
});

/** Sizes told from several posts are not whole, those of values are. */
const rounding_bytes = 2;

const nothing = {
  micro: [],
  web: [],
  cost: [],
  memory: [],
  queue: [],
  start: [],
  backup: [],
  uploads: [],
};

const machine: Machine = {
  cpu: 'any',
  cores: 1,
  memory_gib: 1,
  kernel: 'any',
  filesystem: 'any',
  disk: { p50_ms: 1, p99_ms: 1 },
  load: 0,
  node: process.version,
  versions: {},
};
