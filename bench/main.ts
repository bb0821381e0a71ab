/**
 * Measures Shardbell side by side with its peers (`bench/README.md`):
 *
 *     node dist/bench/main.js [--quick] [--only NAME] [--rounds N] [--json FILE] [--data DIR]
 *                             [--profile DIR] [--connections N] [--browsers N]
 *                             [--closed N]
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { Contenders } from './contenders.ts';
import { measureDisk } from './disk.ts';
import { installPeers } from './installed.ts';
import { describeMachine } from './machine.ts';
import { measureShardbell } from './measured-work.ts';
import { microBench } from './micro.ts';
import { measures, shortened } from './questions.ts';
import { table, type Report, type Result } from './report.ts';
import { run } from './rounds.ts';
import { backupBench } from './backup/backup.ts';
import { costBench } from './cost/cost.ts';
import { memoryBench } from './memory/memory.ts';
import { queueBench } from './queue/queue.ts';
import { startBench } from './start/start.ts';
import { uploadsBench } from './uploads/uploads.ts';
import { webBench } from './web/web.ts';

const { values } = parseArgs({
  options: {
    /** A tenth of the posts and fewer rounds: to see that it works, not to quote. */
    quick: { type: 'boolean', default: false },
    /** Measures whose name has this in it. */
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    json: { type: 'string' },
    /** On the disk that is to be measured. */
    data: { type: 'string', default: tmpdir() },
    /** A CPU profile of each server goes there. */
    profile: { type: 'string' },
    /** Of `memory`. */
    connections: { type: 'string', default: '5000' },
    /** Of `queue`: sockets, from two processes. */
    browsers: { type: 'string', default: '10000' },
    /** Of `start`: closed tickets in the big folder. */
    closed: { type: 'string', default: '1000000' },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
const chosen = measures.filter(({ name }) => name.includes(values.only));
/** What is asked of Shardbell alone. */
const others = ['micro', 'web', 'cost', 'memory', 'queue', 'start', 'backup', 'uploads'] as const;
const wanted = new Set<(typeof others)[number]>(
  others.filter((name) => name.includes(values.only)),
);
if ((chosen.length === 0 && wanted.size === 0) || !(rounds >= 1)) {
  const names = [...measures.map(({ name }) => name), ...others];
  console.error(`Measures: ${names.join(', ')}. Rounds: one or more.`);
  process.exit(2);
}

const isCompared = chosen.length > 0;
if (isCompared) installPeers();
const peers = isCompared
  ? ['socket.io', 'socket.io-msgpack-parser', 'better-sqlite3', '@colyseus/core']
  : [];
const machine = describeMachine(values.data, peers);
const work = isCompared ? await measureShardbell(values.data) : [];
const contenders = new Contenders({
  folder: values.data,
  work,
  ...(values.profile === undefined ? {} : { profile: values.profile }),
});
const results: Result[] = [];
try {
  for (const full of chosen) {
    const measure = values.quick ? shortened(full, 0.1) : full;
    console.error(`${measure.name}: ${measure.question} …`);
    const before = measureDisk(values.data);
    const standings = await run(measure, contenders, rounds);
    results.push({ measure, standings, disk: { before, after: measureDisk(values.data) } });
  }
} finally {
  await contenders.end();
}
const share = values.quick ? 0.1 : 1;
const micro = wanted.has('micro') ? await microBench(values.quick ? 100 : 500) : [];
const web = wanted.has('web')
  ? await webBench(values.data, {
      tickets: 10_000 * share,
      loads: 30 * share,
      replies: 300 * share,
    })
  : [];
const cost = wanted.has('cost')
  ? await costBench(values.data, {
      tickets: 200_000 * share,
      accounts: 50_000 * share,
      active: 2_000 * share,
      seconds: values.quick ? 1 : 4,
    })
  : [];
const memory = wanted.has('memory')
  ? await memoryBench(values.data, { connections: Number(values.connections) * share })
  : [];
const queue = wanted.has('queue')
  ? [
      await queueBench(values.data, {
        browsers: Number(values.browsers) * share,
        tickets: 500,
        changes_per_second: 20,
        seconds: 20 * share,
      }),
    ]
  : [];
const start = wanted.has('start')
  ? await startBench(values.data, {
      closed: Number(values.closed) * (values.quick ? 0.01 : 1),
      active: 10_000 * share,
      kills: values.quick ? 2 : 5,
      starts: values.quick ? 2 : 5,
      asks: values.quick ? 10 : 100,
    })
  : [];
const backup = wanted.has('backup')
  ? await backupBench(values.data, {
      closed: 8_000 * share,
      blobs: 1_000 * share,
      rounds: Number(values.rounds ?? 2),
    })
  : [];
const uploads = wanted.has('uploads')
  ? await uploadsBench(values.data, {
      pictures: 20,
      rounds: Number(values.rounds ?? 2),
    })
  : [];
const report: Report = {
  machine,
  work,
  rounds,
  results,
  micro,
  web,
  cost,
  memory,
  queue,
  start,
  uploads,
  backup,
};
console.log(table(report));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
