import type { ShownForm } from '../../actors/shard/script/messages.ts';
import type { ClientMessage } from '../../protocol/messages.ts';
import { shardLimits } from '../../actors/shard/shard-limits.ts';
import type { FormElement } from '../../protocol/form.ts';
import { limits } from '../../protocol/limits.ts';
import { answerable, FakeShard, settle } from '../support/fake-shard.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('shard');
const form: ShownForm = { session: 1, gump: 46_000, serial: 0, x: 50, y: 50, elements: answerable };

async function playing() {
  const world = new FakeShard();
  const shard = world.connect();
  shard.play('s1', 'ana');
  shard.say({ t: 'sessions_end' });
  await settle();
  return { world, shard };
}

const answerOf = (id: string, formId: string, button = 1): ClientMessage => ({
  t: 'form_answered',
  id,
  session: 's1',
  form: formId,
  gump: 46_001,
  serial: 0,
  button,
  switches: [],
  entries: [{ id: 1, text: 'typed' }],
});

// [S1] Accounts, characters and sessions told in one breath are taken in that order, each on disk
// before what refers to it.
test('[S1] accounts, characters and sessions told in one breath are taken in that order', async () => {
  const { world, shard } = await playing();
  assert.equal(shard.all('refused'), []);
  assert.is(shard.all('done').length, 3);
  assert.equal(world.online.get('britain', 's1')?.location, { map: 1, x: 2, y: 3, z: 4 });
});

test('[S1] a session waits for the write of its account', async () => {
  const world = new FakeShard();
  world.holdWrites = true;
  const shard = world.connect();
  shard.play('s1', 'ana');
  await settle();
  assert.is(world.online.get('britain', 's1'), undefined);
  while (world.writes.length > 0) {
    world.writes.shift()!();
    await settle();
  }
  assert.ok(world.online.get('britain', 's1'));
});

test('[S2] a session of an unknown account or character is refused', async () => {
  const { shard } = await playing();
  shard.say({ t: 'session_opened', id: 'a', session: 's9', account: 'nobody' });
  shard.say({ t: 'session_opened', id: 'b', session: 's9', account: 'ana', character: 'other' });
  await settle();
  assert.equal(
    shard.all('refused').map(({ id, code }) => [id, code]),
    [
      ['a', 'account_unknown'],
      ['b', 'character_unknown'],
    ],
  );
});

test('[S3] until the list of live sessions is closed, nothing is opened for any of them', async () => {
  const world = new FakeShard();
  const shard = world.connect();
  shard.play('s1', 'ana');
  shard.say({ t: 'help_requested', id: 'h', session: 's1' });
  shard.say({
    t: 'command',
    id: 'c',
    session: 's1',
    do: { kind: 'open', category: 'Bug', body: 'x' },
  });
  await settle();
  assert.equal(
    shard.all('refused').map(({ code, retry }) => [code, retry]),
    [
      ['sessions_incomplete', true],
      ['sessions_incomplete', true],
    ],
  );
  assert.equal(world.commands, []);
});

test('[S4] what a shard does not list again after a new connection has ended; the older connection is told', async () => {
  const { world, shard } = await playing();
  shard.play('s2', 'ben');
  await settle();
  const next = world.connect();
  assert.is(shard.closedFor, 'replaced');
  next.play('s2', 'ben');
  next.say({ t: 'sessions_end' });
  await settle();
  assert.equal(
    world.online.ofShard('britain').map(({ session }) => session),
    ['s2'],
  );
  assert.ok(world.script.includes('closed 1'));
});

test('[S5] what an older connection still says is not heard', async () => {
  const { world, shard } = await playing();
  const next = world.connect();
  shard.say({ t: 'session_closed', id: 'x', session: 's1' });
  await settle();
  assert.ok(world.online.get('britain', 's1'));
  assert.equal(next.all('done'), []);
});

test('[S6] Help goes to the script with session and character as numbers, and moves the player in the roster', async () => {
  const { world, shard } = await playing();
  shard.say({
    t: 'help_requested',
    id: 'h1',
    session: 's1',
    location: { map: 2, x: 7, y: 8, z: 9 },
  });
  await settle();
  assert.ok(world.script.includes('help 1 100 h1'));
  assert.is(world.online.get('britain', 's1')?.location?.x, 7);
});

test('[S7] a form that never was before that session is refused; a resent answer is handled once', async () => {
  const { world, shard } = await playing();
  shard.say({ t: 'help_requested', id: 'h1', session: 's1' });
  await settle();
  world.port!.showForm(form);
  const shown = shard.all('show_form')[0]!;
  const [incarnation, generation] = shown.form.split('.');
  shard.say(answerOf('bad', `${incarnation}.${generation}.99`));
  shard.say(answerOf('good', shown.form));
  await settle();
  shard.say(answerOf('good', shown.form));
  shard.say(answerOf('other', shown.form));
  await settle();
  assert.equal(
    shard.all('refused').map(({ id, code }) => [id, code]),
    [
      ['bad', 'form_unknown'],
      ['other', 'form_unknown'],
    ],
  );
  assert.equal(
    world.script.filter((line) => line.startsWith('answer')),
    ['answer 1 46000/1'],
  );
});

test('[S8] an answer to a form of an earlier run goes back to the script with the typed text', async () => {
  const { world, shard } = await playing();
  shard.say(answerOf('a1', 'earlier.0.3'));
  await settle();
  assert.ok(world.script.includes('lost 1 46001/1 [[1,"typed"]] restarted'));
  assert.equal(shard.all('form_gone'), [
    {
      t: 'form_gone',
      session: 's1',
      form: 'earlier.0.3',
      entries: [{ id: 1, text: 'typed' }],
      offered: true,
    },
  ]);
});

test('[S9] an answer that had opened its ticket before the crash is told so, and offers nothing', async () => {
  const { world, shard } = await playing();
  world.opened.set('a1:0', 41);
  shard.say(answerOf('a1', 'earlier.0.3'));
  await settle();
  assert.equal(shard.all('form_gone'), []);
  assert.match(shard.all('notify')[0]!.text, /#41/u);
});

test('[S10] a script opens a ticket for its session with the place from the roster, and never as staff', async () => {
  const { world, shard } = await playing();
  shard.say({ t: 'help_requested', id: 'h1', session: 's1' });
  await settle();
  const submit = { kind: 'submit', category: 'Bug', message: 'x' } as const;
  const call = { ...submit, session: 1, origin: 'a1', ordinal: 0 };
  assert.equal(await world.port!.ask(call), { ok: true, value: 41 });
  const { caller, request } = world.commands[0]!;
  assert.equal(caller, { account: '1', restricted: true, surface: 'game' });
  assert.is(request.id, 'a1:0');
  assert.is(request.as, 'player');
  assert.equal(request.from, {
    shard: 'britain',
    character: '100',
    location: { map: 1, x: 2, y: 3, z: 4 },
  });
  assert.is((await world.port!.ask({ ...call, session: 77 })).ok, false);
});

test('[S11] a help script that fails tells the player that help is unavailable, and nothing of the script', async () => {
  const { world, shard } = await playing();
  world.outcome = { kind: 'failed', traceback: 'stack traceback' };
  shard.say({ t: 'help_requested', id: 'h1', session: 's1' });
  await settle();
  assert.is(shard.all('refused')[0]?.code, 'help_unavailable');
  assert.match(shard.all('notify')[0]!.text, /not available/u);
  assert.not.match(JSON.stringify(shard.sent), /traceback/u);
});

test('[S12] after a cut line the forms before the players are sent again; after a restart of the shard they are not', async () => {
  const { world, shard } = await playing();
  shard.say({ t: 'help_requested', id: 'h1', session: 's1' });
  await settle();
  world.port!.showForm(form);
  const same = world.connect('inc-1');
  same.play('s1', 'ana');
  same.say({ t: 'sessions_end' });
  await settle();
  assert.equal(same.all('show_form'), shard.all('show_form'));
  const restarted = world.connect('inc-2');
  restarted.play('s1', 'ana');
  restarted.say({ t: 'sessions_end' });
  await settle();
  assert.equal(restarted.all('show_form'), []);
});

// [N1] Kept notices reach a session oldest first, a bounded number at a time, until shown.
test('[N1] kept notices reach a session oldest first, a bounded number at a time, until shown', async () => {
  const world = new FakeShard();
  const count = shardLimits.notices_in_flight_max + 5;
  world.notices.keep('1', count);
  const shard = world.connect();
  shard.play('s1', 'ana');
  await settle();
  assert.equal(shard.all('notify'), [], 'nothing before the list is closed');
  shard.say({ t: 'sessions_end' });
  await settle();
  const told = () => shard.all('notify').map(({ notice }) => notice);
  assert.is(told().length, shardLimits.notices_in_flight_max);
  for (let i = 0; i < count; i++) {
    shard.say({ t: 'notice_shown', session: 's1', notice: told()[i]! });
    await settle();
  }
  assert.equal(told(), [...told()].toSorted());
  assert.is(new Set(told()).size, count);
  assert.equal(world.notices.kept, []);
});

test('[N1] a session that shows nothing gets no more, also when older notices have gone meanwhile', async () => {
  const { world, shard } = await playing();
  world.notices.keep('1', shardLimits.notices_in_flight_max + 5);
  world.shards.noticesFor('1');
  await settle();
  world.notices.kept = world.notices.kept.slice(5);
  world.shards.noticesFor('1');
  await settle();
  assert.is(shard.all('notify').length, shardLimits.notices_in_flight_max);
});

test('[N2] a notice that comes while the player is there is told at once, to each of their sessions', async () => {
  const { world, shard } = await playing();
  shard.play('s2', 'ana');
  shard.play('s3', 'ben');
  await settle();
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  assert.equal(
    shard.all('notify').map(({ session }) => session),
    ['s1', 's2'],
  );
});

test('[N21] where some may have been missed, all who play are brought what waits for them', async () => {
  const { world, shard } = await playing();
  shard.play('s3', 'ben');
  await settle();
  world.notices.keep('1', 1);
  world.notices.keep('2', 1);
  world.shards.noticesForAll();
  await settle();
  assert.equal(
    shard.all('notify').map(({ session }) => session),
    ['s1', 's3'],
  );
});

test('[N3] a notice not acknowledged is sent again on the next connection', async () => {
  const { world, shard } = await playing();
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  assert.is(shard.all('notify').length, 1);
  const next = world.connect();
  next.play('s1', 'ana');
  next.say({ t: 'sessions_end' });
  await settle();
  assert.is(next.all('notify').length, 1);
});

test('[A51] a faction told behind its members waits for their write, and is answered', async () => {
  const world = new FakeShard();
  world.holdWrites = true;
  const shard = world.connect();
  shard.say({ t: 'account', id: 'a', account: 'ana', name: 'Ana' });
  shard.say({ t: 'faction', id: 'f', faction: 'f-1', name: 'Dragons', members: ['ana'] });
  shard.say({ t: 'faction', id: 'g', faction: 'f-2', name: 'Owls', members: ['nobody'] });
  await settle();
  assert.is(world.factions.size, 0);
  while (world.writes.length > 0) {
    world.writes.shift()!();
    await settle();
  }
  assert.equal([...world.factions], [['f-1', ['ana']]]);
  assert.equal(
    shard.all('done').map(({ id }) => id),
    ['a', 'f'],
  );
  assert.equal(
    shard.all('refused').map(({ id, code }) => [id, code]),
    [['g', 'account_unknown']],
  );
});

test('[A37] a shard that is removed loses its connection, its sessions and its scripts', async () => {
  const { world, shard } = await playing();
  await world.shards.removed('britain');
  assert.is(shard.closedFor, 'credentials_refused');
  assert.equal(world.online.ofShard('britain'), []);
  assert.ok(world.script.includes('closed 1'));
  assert.ok(world.script.includes('ended'));
});

test('[G21] other categories are given to scripts that run, and to no others', async () => {
  const { world } = await playing();
  world.connect('inc-2', 'mars');
  world.shards.changeCategories(['Party']);
  await settle();
  assert.equal(
    world.script.filter((line) => line.startsWith('categories')),
    ['categories Party'],
  );
});

test('[N15] notices of many players come no faster than the shard reads them', async () => {
  const world = new FakeShard();
  const shard = world.connect();
  const players = Array.from({ length: 40 }, (_, i) => `p${i}`);
  for (const [i, name] of players.entries()) {
    shard.play(`s${i}`, name);
    world.notices.keep(String(i + 1), 10, 'x'.repeat(8_000));
  }
  shard.isStalled = true;
  shard.say({ t: 'sessions_end' });
  let reads = 0;
  for (let before = -1; shard.all('notify').length > before; reads++) {
    before = shard.all('notify').length;
    await settle();
    assert.ok(shard.waiting_bytes <= limits.outbox_bytes_max * 0.6, String(shard.waiting_bytes));
    shard.read();
    await settle();
  }
  assert.ok(reads > 3);
  assert.is(shard.all('notify').length, 400);
});

test('[N16] an acknowledgement that could not be stored is not answered by the same notice again on that connection', async () => {
  const { world, shard } = await playing();
  world.notices.keep('1', 2);
  world.notices.refuses = true;
  world.shards.noticesFor('1');
  await settle();
  const [first, second] = shard.all('notify').map(({ notice }) => notice);
  shard.say({ t: 'notice_shown', session: 's1', notice: first! });
  shard.say({ t: 'notice_shown', session: 's1', notice: second! });
  await settle();
  assert.equal(world.notices.acknowledged, [first, second]);
  assert.is(shard.all('notify').length, 2);
  // The next notice tells that the disk takes writes again: those that were shown are forgotten.
  world.notices.refuses = false;
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  assert.is(shard.all('notify').length, 3);
  assert.is(world.notices.kept.length, 1);
});

test('[N50] a session that opens while an acknowledgement is on its way to the disk is not sent that notice again', async () => {
  const { world, shard } = await playing();
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  let written = (): void => {};
  world.notices.slow = new Promise((resolve) => (written = resolve));
  shard.say({ t: 'notice_shown', session: 's1', notice: shard.all('notify')[0]!.notice });
  shard.say({ t: 'session_closed', id: 'c1', session: 's1' });
  shard.play('s2', 'ana');
  await settle();
  assert.is(shard.all('notify').length, 1);
  written();
  world.notices.slow = undefined;
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  assert.equal(
    shard.all('notify').map(({ session }) => session),
    ['s1', 's2'],
  );
});

test('[N17] a session that shows nothing holds up no other of that player, and keeps what it has not shown while it plays; who comes in later is not shown again what the player was shown', async () => {
  const { world, shard } = await playing();
  shard.play('s2', 'ana');
  await settle();
  const max = shardLimits.notices_in_flight_max;
  const of = (session: string) => shard.all('notify').filter((one) => one.session === session);
  world.notices.keep('1', max * 2);
  world.shards.noticesFor('1');
  await settle();
  assert.equal([of('s1').length, of('s2').length], [max, max]);
  for (let at = 0; at < max * 2; at++) {
    shard.say({ t: 'notice_shown', session: 's1', notice: of('s1')[at]!.notice });
    await settle();
  }
  assert.equal([of('s1').length, of('s2').length], [max * 2, max]);
  assert.is(world.notices.kept.length, max * 2);
  // Who comes in now was shown all of it before; the one that goes keeps nothing any more.
  shard.play('s3', 'ana');
  await settle();
  assert.is(of('s3').length, 0);
  shard.say({ t: 'session_closed', id: 'c', session: 's1' });
  shard.say({ t: 'session_closed', id: 'd', session: 's2' });
  await settle();
  assert.equal(world.notices.kept, []);
});

test('[N25] a notice is forgotten once every session of the account that plays has shown it, on whatever connection; an acknowledgement of what was not sent is not heard', async () => {
  const { world, shard } = await playing();
  shard.play('s2', 'ana');
  await settle();
  world.notices.keep('1', 1);
  world.shards.noticesFor('1');
  await settle();
  const { notice } = shard.all('notify')[0]!;
  shard.say({ t: 'notice_shown', session: 's1', notice });
  await settle();
  assert.is(world.notices.kept.length, 1);
  const next = world.connect();
  next.play('s1', 'ana');
  next.play('s2', 'ana');
  next.play('s3', 'ana');
  next.say({ t: 'sessions_end' });
  await settle();
  assert.equal(
    next.all('notify').map(({ session }) => session),
    ['s2'],
  );
  // What was not sent there is no word of it.
  next.say({ t: 'notice_shown', session: 's3', notice });
  await settle();
  assert.is(world.notices.kept.length, 1);
  next.say({ t: 'notice_shown', session: 's2', notice });
  await settle();
  assert.equal(world.notices.kept, []);
});

test('[N26] of what one session shows and another never does, a bounded number is remembered', async () => {
  const { world, shard } = await playing();
  shard.play('s2', 'ana');
  await settle();
  const of = (session: string) => shard.all('notify').filter((one) => one.session === session);
  const count = shardLimits.notices_remembered_max + 50;
  for (let at = 0; at < count; at++) {
    world.notices.keep('1', 1);
    // As many are kept as an account may have.
    world.notices.kept = world.notices.kept.slice(-100);
    world.shards.noticesFor('1');
    await settle();
    shard.say({ t: 'notice_shown', session: 's1', notice: of('s1')[at]!.notice });
  }
  await settle();
  assert.is(of('s1').length, count);
  assert.is(new Set(of('s1').map(({ notice }) => notice)).size, count);
  shard.say({ t: 'session_closed', id: 'd', session: 's2' });
  await settle();
  assert.equal(world.notices.kept, []);
});

test('[S20] forms sent again after a cut line come no faster than the shard reads them', async () => {
  const world = new FakeShard();
  const count = 20;
  const elements: FormElement[] = [{ type: 'text', x: 1, y: 1, hue: 0, text: 'x'.repeat(80_000) }];
  const list = (shard: ReturnType<FakeShard['connect']>) => {
    for (let i = 0; i < count; i++) shard.play(`s${i}`, `p${i}`);
    shard.say({ t: 'sessions_end' });
  };
  const shard = world.connect();
  list(shard);
  await settle();
  for (let i = 0; i < count; i++) {
    shard.say({ t: 'help_requested', id: `h${i}`, session: `s${i}` });
  }
  await settle();
  for (let i = 1; i <= count; i++) world.port!.showForm({ ...form, session: i, elements });
  const next = world.connect();
  next.isStalled = true;
  list(next);
  await settle();
  const sent = next.all('show_form').length;
  assert.ok(sent > 0 && sent < count, String(sent));
  assert.ok(next.waiting_bytes < limits.outbox_bytes_max);
  while (next.waiting_bytes > 0) {
    next.read();
    await settle();
  }
  assert.equal(next.all('show_form'), shard.all('show_form'));
});
