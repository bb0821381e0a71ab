import { announce_ms_min, Gathered } from '../../clients/web/lib/gathered.ts';
import { FakeClock } from '../core/fake-clock.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('announcements');

// [U400] What happens by itself is announced to screen readers in one place, gathered, at most once
// in a few seconds.
test('[U400] twenty rings in ten seconds are announced a few times, the last number among them', async () => {
  const clock = new FakeClock();
  const said: string[] = [];
  const gathered = new Gathered(clock, (text) => said.push(text));
  for (let ring = 1; ring <= 20; ring++) {
    gathered.add('total', `${ring} tickets`);
    await clock.pass(500);
  }
  await clock.pass(announce_ms_min);
  assert.ok(said.length <= 4, said.join());
  assert.is(said.at(-1), '20 tickets');
});

test('[U400] of different things the last of each is said, and nothing twice', async () => {
  const clock = new FakeClock();
  const said: string[] = [];
  const gathered = new Gathered(clock, (text) => said.push(text));
  gathered.add('total', '1 ticket');
  gathered.add('company', 'ben is looking');
  gathered.add('total', '2 tickets');
  await clock.pass(60_000);
  assert.equal(said, ['2 tickets. ben is looking']);
});
