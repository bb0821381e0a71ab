import { Histogram } from '../../server/platform/histogram.ts';
import { assert, suite } from '../support/suite.ts';
import { Site } from './site.ts';

const test = suite('/metrics');

let site: Site | undefined;
test.after.each(async () => {
  await site?.close();
  site = undefined;
});

// [O80] A histogram is told by `/metrics` as Prometheus reads one: what is not above each bound,
// with what is not above the bounds before it, then all of it, its sum and its count.
test('[O80] a histogram counts what is not above each of its bounds, and sums up all of it', () => {
  const histogram = new Histogram('shardbell_wait_seconds', 'Waits.', [0.5, 1, 2]);
  for (const seconds of [0.25, 0.5, 0.75, 2, 2.5, 100]) histogram.observe(seconds);
  assert.equal(histogram.figure(), {
    name: 'shardbell_wait_seconds',
    help: 'Waits.',
    kind: 'histogram',
    buckets: [
      { le: 0.5, count: 2 },
      { le: 1, count: 3 },
      { le: 2, count: 4 },
    ],
    sum: 106,
    count: 6,
  });
});

test('[O80] /metrics tells of a histogram as it is when it is asked', async () => {
  const histogram = new Histogram('shardbell_wait_seconds', 'Waits.', [0.5, 1]);
  site = await Site.open({ figures: () => [histogram.figure()] });
  await site.ask('GET', '/metrics');
  histogram.observe(0.75);
  histogram.observe(8);
  const { text } = await site.ask('GET', '/metrics');
  const told = [
    '',
    '# HELP shardbell_wait_seconds Waits.',
    '# TYPE shardbell_wait_seconds histogram',
    'shardbell_wait_seconds_bucket{le="0.5"} 0',
    'shardbell_wait_seconds_bucket{le="1"} 1',
    'shardbell_wait_seconds_bucket{le="+Inf"} 2',
    'shardbell_wait_seconds_sum 8.75',
    'shardbell_wait_seconds_count 2',
    '',
  ].join('\n');
  assert.ok(text.endsWith(told), text.slice(-600));
});

test('[O81] sign-ins are told from the start, each way and outcome, so that the first one counts', async () => {
  site = await Site.open();
  const count = async (way: string, outcome: string): Promise<string | undefined> => {
    const { text } = await site!.ask('GET', '/metrics');
    const line = `shardbell_sign_ins_total{way="${way}",outcome="${outcome}"} `;
    return text
      .split('\n')
      .find((one) => one.startsWith(line))
      ?.slice(line.length);
  };
  for (const way of ['link', 'password', 'api']) {
    for (const outcome of ['signed_in', 'refused']) assert.is(await count(way, outcome), '0');
  }
  await site.post('/web/link', { secret: 'unknown' });
  await site.post('/web/login', { username: 'nobody', password: 'wrong' });
  await site.post('/auth/login', { username: 'nobody', password: 'wrong' });
  for (const way of ['link', 'password', 'api']) assert.is(await count(way, 'refused'), '1', way);
});
