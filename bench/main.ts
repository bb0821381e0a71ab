/**
 * Measures Shardbell side by side with its peers (`bench/README.md`):
 *
 *     node dist/bench/main.js [--quick] [--only NAME] [--rounds N] [--json FILE] [--data DIR]
 *                             [--profile DIR]
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
import { costBench } from './cost/cost.ts';
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
  },
});
const micro_name = 'micro';
const web_name = 'web';
const cost_name = 'cost';
const micro_ms = values.quick ? 100 : 500;
const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
const chosen = measures.filter(({ name }) => name.includes(values.only));
const isMicro = micro_name.includes(values.only);
const isWeb = web_name.includes(values.only);
const isCost = cost_name.includes(values.only);
if ((chosen.length === 0 && !isMicro && !isWeb && !isCost) || !(rounds >= 1)) {
  const names = [...measures.map(({ name }) => name), micro_name, web_name, cost_name];
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
const micro = isMicro ? await microBench(micro_ms) : [];
const share = values.quick ? 0.1 : 1;
const web = isWeb
  ? await webBench(values.data, {
      tickets: 10_000 * share,
      loads: 30 * share,
      replies: 300 * share,
    })
  : [];
const cost = isCost
  ? await costBench(values.data, {
      tickets: 200_000 * share,
      accounts: 50_000 * share,
      active: 2_000 * share,
      seconds: values.quick ? 1 : 4,
    })
  : [];
const report: Report = { machine, work, rounds, results, micro, web, cost };
console.log(table(report));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
