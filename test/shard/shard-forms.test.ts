import type { ShownForm } from '../../actors/shard/script/messages.ts';
import type { FormElement } from '../../protocol/form.ts';
import { limits } from '../../protocol/limits.ts';
import type { ClientMessage } from '../../protocol/messages.ts';
import { answerable, FakeShard, settle } from '../support/fake-shard.ts';
import { assert, suite } from '../support/suite.ts';
import { playing } from './playing.ts';

const test = suite('help and forms of a shard');
const form: ShownForm = { session: 1, gump: 46_000, serial: 0, x: 50, y: 50, elements: answerable };

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
