import { chanceOf, testSeed } from '../support/seed.ts';
import { noted, said } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';
import { Engine } from './engine.ts';

const test = suite('deliveries to webhooks');

const hour_ms = 60 * 60 * 1000;
const priority = { type: 'priority_set', from: 'normal', to: 'high' } as const;

/** What is sent, and when, by a desk where a seed chooses what happens; with notes between or without. */
async function played(seed: number, withNotes: boolean): Promise<Engine> {
  const engine = await Engine.open();
  await engine.hook('all');
  await engine.hook('some', { events: ['message_posted'] });
  const chance = chanceOf(seed);
  const notes = chance.of(1);
  let refusals = 0;
  engine.reply = () => ((refusals += 1) % 5 === 0 ? 503 : 200);
  for (let i = 0; i < 40; i += 1) {
    const ticket = `t${chance.below(4)}`;
    const internal = [noted('canary'), ...(notes.below(2) === 0 ? [priority] : [])];
    // A note alone, and one in the same turn as something public.
    const isAlone = notes.below(2) === 0;
    if (withNotes && isAlone && i > 0) await engine.turn('t0', ...internal);
    const before = i === 0 ? 't0' : ticket;
    await engine.turn(before, ...(withNotes && !isAlone ? internal : []), said(`word ${i}`));
    if (chance.below(3) === 0) await engine.pass(chance.below(4_000));
  }
  await engine.pass(hour_ms);
  await engine.stop();
  return engine;
}

test('[WH5] internal notes and priorities between public events change nothing of what is sent: not a byte, not a time, not the count', async () => {
  const seed = testSeed();
  const [withNotes, without] = [await played(seed, true), await played(seed, false)];
  assert.ok(without.sent.length > 100, `${without.sent.length} sent`);
  assert.equal(withNotes.sent, without.sent);
  assert.not(JSON.stringify(withNotes.sent).includes('canary'));
  assert.not(JSON.stringify(withNotes.sent).includes('priority'));
  for (const { storage } of [withNotes, without]) {
    assert.equal(storage.tables.due('webhook', { limit: 9 }), []);
  }
});

test('[WH6] while everything fails, one delivery at a time is tried, later and later; the others of its ticket wait for it', async () => {
  const engine = await Engine.open();
  await engine.hook('down');
  engine.reply = () => 'unreachable';
  for (const ticket of ['t1', 't2', 't3']) await engine.turn(ticket, said(`in ${ticket}`));
  await engine.pass(1_000);
  const first = engine.sent.length;
  await engine.pass(hour_ms);
  // 1, 2, 4 … 600 s.
  assert.ok(engine.sent.length - first < 20, `${engine.sent.length - first} tried in an hour`);
  assert.equal(
    engine.said('down').filter((one) => one.startsWith('in ')),
    [],
  );
  engine.reply = () => 200;
  await engine.pass(hour_ms);
  for (const ticket of ['t1', 't2', 't3']) {
    const own = engine.said('down').filter((one) => one.endsWith(ticket));
    assert.is(own.at(-1), `in ${ticket}`);
    assert.is(own.at(-2), `ticket_opened ${ticket}`);
  }
  assert.is(engine.deliveries.waiting('down'), 0);
  assert.is(engine.deliveries.state('down').failing, null);
  await engine.stop();
});

test('[WH7] a webhook of which a delivery fails for a day is set aside, over starts of the server too; others go on, and it stays so until somebody resumes it', async () => {
  const engine = await Engine.open();
  await engine.hook('down');
  await engine.hook('up');
  engine.reply = ({ id }) => (id.startsWith('down') ? 500 : 200);
  await engine.turn('t1', said('first'));
  await engine.pass(20 * hour_ms);
  assert.is(engine.webhooks.get('down')?.aside, null);
  await engine.stop();
  await engine.start();
  await engine.pass(5 * hour_ms);
  assert.is(engine.webhooks.get('down')?.aside?.why, 'failing');
  assert.is(engine.webhooks.get('up')?.aside, null);

  const tried = engine.said('down').length;
  await engine.turn('t1', said('meanwhile'));
  await engine.pass(48 * hour_ms);
  assert.is(engine.said('down').length, tried);
  assert.is(engine.said('up').at(-1), 'meanwhile');
  assert.is(engine.deliveries.waiting('down'), 2);

  engine.reply = () => 200;
  await engine.webhooks.resume('down', false);
  await engine.pass(1_000);
  assert.equal(engine.said('down').slice(tried), ['ticket_opened t1', 'first']);
  await engine.turn('t1', said('later'));
  await engine.pass(1_000);
  assert.is(engine.said('down').at(-1), 'later');
  await engine.stop();
});

test('[WH8] a webhook that is resumed has a day again before it is set aside', async () => {
  const engine = await Engine.open();
  await engine.hook('down');
  engine.reply = () => 'timeout';
  await engine.turn('t1');
  await engine.pass(25 * hour_ms);
  assert.is(engine.webhooks.get('down')?.aside?.why, 'failing');
  await engine.webhooks.resume('down', false);
  await engine.pass(20 * hour_ms);
  assert.is(engine.webhooks.get('down')?.aside, null);
  await engine.pass(5 * hour_ms);
  assert.is(engine.webhooks.get('down')?.aside?.why, 'failing');
  await engine.stop();
});

test('[WH9] a webhook for which too much waits is set aside, and nobody else is hurt; what waits is dropped where that is wished', async () => {
  const engine = await Engine.open({ waiting_max: 20 });
  await engine.hook('slow');
  await engine.hook('up');
  engine.reply = ({ id }) => (id.startsWith('slow') ? 503 : 200);
  for (let i = 0; i < 60; i += 1) {
    await engine.turn('t1', said(`word ${i}`));
    await engine.quiet();
  }
  await engine.pass(10_000);
  assert.is(engine.webhooks.get('slow')?.aside?.why, 'full');
  const waiting = engine.deliveries.waiting('slow');
  assert.ok(waiting > 20 && waiting < 25, `${waiting} wait`);
  assert.is(engine.said('up').length, 61);

  engine.reply = () => 200;
  const tried = engine.said('slow').length;
  await engine.webhooks.resume('slow', true);
  await engine.pass(10_000);
  assert.is(engine.deliveries.waiting('slow'), 0);
  assert.is(engine.said('slow').length, tried);
  assert.equal(engine.storage.tables.due('webhook', { limit: 9 }), []);
  await engine.turn('t1', said('after'));
  await engine.pass(1_000);
  assert.is(engine.said('slow').at(-1), 'after');
  await engine.stop();
});

test('[WH10] what waits for a webhook that is removed is never sent, and nothing is left of it', async () => {
  const engine = await Engine.open();
  await engine.hook('gone');
  engine.reply = () => 500;
  await engine.turn('t1', said('first'), said('second'));
  await engine.pass(5_000);
  const tried = engine.said('gone').length;
  assert.ok(tried > 1);
  engine.reply = () => 200;
  await engine.webhooks.remove('gone');
  await engine.pass(hour_ms);
  assert.is(engine.said('gone').length, tried);
  assert.equal(engine.storage.tables.due('webhook', { limit: 9 }), []);
  assert.equal(engine.storage.tables.list('webhook', { prefix: '', limit: 9 }), []);
  await engine.stop();
});

test('[WH11] tickets are sent at the same time, and one that the receiver never takes holds up no other', async () => {
  const engine = await Engine.open();
  await engine.hook('picky');
  engine.reply = ({ ticket }) => (ticket!.id === 't1' ? 400 : 200);
  await engine.turn('t1', said('poison'));
  for (let i = 2; i < 12; i += 1) await engine.turn(`t${i}`, said(`in t${i}`));
  await engine.pass(30_000);
  const said_ = engine.said('picky');
  for (let i = 2; i < 12; i += 1) assert.ok(said_.includes(`in t${i}`), `t${i}`);
  assert.not(said_.includes('poison'));
  assert.is(engine.deliveries.waiting('picky'), 2);
  await engine.stop();
});
