import { assert, suite } from '../support/suite.ts';
import { soak } from './soak.ts';

const test = suite('soak', { limit_ms: 180_000 });

test('[N27] whatever is killed when, the server, the shard or both, every answer is shown in every login that was there for it, once and in order; what came while nobody was there, in the next one', async () => {
  const seed = Number(process.env['SHARDBELL_TEST_SEED'] ?? 1);
  const report = await soak({ seed, isOver: (rounds) => rounds >= 6 });
  assert.equal(
    { lost: report.lost, twice: report.twice, wrong: report.wrong },
    { lost: 0, twice: 0, wrong: 0 },
  );
  assert.ok(report.kills >= 6 && report.messages >= 72 && report.shown >= report.messages);
});
