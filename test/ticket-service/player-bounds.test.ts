import fc from 'fast-check';
import { sentenceOf } from '../../protocol/refused.ts';
import type { Answer, Caller } from '../../actors/ticket/service.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { faultyStorage } from '../support/faulty-storage.ts';
import { assert, suite } from '../support/suite.ts';
import { done, refusal, World } from '../support/world.ts';

const test = suite('what a player may lay before support');

const shipped = { tickets_open_max: 3, ticket_pause_s: 60, text_bytes_per_second: 4_096 };

function world(over: Partial<typeof shipped> = {}, storage = openMemoryStorage()): World {
  const made = new World(storage);
  made.playerSettings = { ...shipped, ...over };
  return made;
}

const said = (answer: Answer): string => (answer.ok ? 'done' : sentenceOf(answer.refusal));
const on = (surface: Caller['surface']): Caller => ({ account: '1', restricted: true, surface });

// [D31] One account has a bounded number of open tickets that it opened, 3 unless set otherwise, on
// whatever surface; the refusal names them and says what to do.
test('[D31] a fourth open ticket is refused on every surface, and the refusal names the three', async () => {
  const at = world({ ticket_pause_s: 0 });
  for (const surface of ['game', 'web', 'discord'] as const) await at.opened(on(surface), 'x');
  for (const surface of ['game', 'web', 'discord'] as const) {
    assert.is(
      said(await at.open(on(surface), 'one more')),
      'You have as many open tickets as you may: write in one of them, or close one. Open: #1, #2, #3.',
    );
  }
  await at.opened(at.other, 'of somebody else');
  await at.opened(at.staff, 'of staff');
});

test('[D31] what is closed makes room, what is reopened takes it, and being added takes none', async () => {
  const at = world({ ticket_pause_s: 0, tickets_open_max: 1 });
  const { ticket } = await at.opened(at.player, 'x');
  const others = await at.opened(at.other, 'y');
  await at.do(at.staff, others.ticket, { kind: 'add_participants', accounts: ['1'] });
  done(await at.do(at.staff, ticket, { kind: 'close' }));
  await at.opened(at.player, 'a second one');
  done(await at.do(at.staff, ticket, { kind: 'reopen' }));
  const refused = await at.open(at.player, 'a third one');
  assert.equal(!refused.ok && refused.refusal.tickets, [1, 3]);
});

test('[D31] the bound holds for tickets that are opened at once, and over a restart', async () => {
  const storage = openMemoryStorage();
  const at = world({ ticket_pause_s: 0 }, storage);
  const answers = await Promise.all(Array.from({ length: 40 }, () => at.open(at.player, 'x')));
  assert.is(answers.filter(({ ok }) => ok).length, 3);
  const again = world({ ticket_pause_s: 0 }, storage);
  assert.is(refusal(await again.open(again.player, 'y', 'after')), 'tickets_open_full');
});

// [D32] From one ticket of an account to the next there is a pause, 60 s unless set otherwise; the
// refusal says how long it still is.
test('[D32] the next ticket waits a minute, and the refusal says how long it still is', async () => {
  const at = world();
  const { ticket } = await at.opened(at.player, 'x');
  done(await at.do(at.player, ticket, { kind: 'close' }));
  at.now += 18_000;
  assert.is(
    said(await at.open(at.player, 'again')),
    'You opened a ticket a moment ago: write in that one, or wait before the next. Try again in 42 seconds.',
  );
  at.now += 42_000;
  await at.opened(at.player, 'and now');
  await at.opened(at.other, 'somebody else waits for nobody');
});

test('[D32] a ticket that was not opened costs no wait, and a clock that goes back none for ever', async () => {
  const { storage, faults } = faultyStorage(openMemoryStorage());
  const at = world({}, storage);
  assert.is(refusal(await at.open(at.player, '  ')), 'text_blank');
  faults.next('rejected');
  assert.is(refusal(await at.open(at.player, 'x')), 'storage_unavailable');
  await at.opened(at.player, 'x');
  at.now -= 900;
  const refused = await at.open(at.player, 'y');
  assert.is(!refused.ok && refused.refusal.wait_s, 60);
});

test('[D31] a command that is sent again is answered, whatever the bounds say by now', async () => {
  const at = world();
  const twice = await Promise.all([
    at.open(at.player, 'x', 'the same'),
    at.open(at.player, 'x', 'the same'),
  ]);
  assert.equal(twice.map(said), ['done', 'done']);
  assert.is(said(await at.open(at.player, 'x', 'the same')), 'done');
});

test('[D33] whoever works on tickets is not bounded so, not even as a player in the game', async () => {
  const at = world();
  at.rights.set('9', [...at.rights.get('1')!, ...at.rights.get('9')!]);
  const inGame: Caller = { account: '9', restricted: true, surface: 'game' };
  for (let i = 0; i < 5; i++) await at.opened(inGame, 'x'.repeat(8_000));
  const { ticket } = await at.opened(at.player, 'x');
  for (let i = 0; i < 50; i++) done(await at.post(at.staff, ticket, 'y'.repeat(8_000)));
});

test('[D34] what one account writes on the web and in the game is bounded in bytes per second; what comes from Discord is always taken', async () => {
  const at = world();
  const { ticket } = await at.opened(at.player, 'x');
  let taken = 0;
  while (said(await at.post(on('web'), ticket, 'é'.repeat(4_000), `web ${taken}`)) === 'done') {
    taken += 1;
  }
  // 64 seconds' worth of text, each of 8,000 bytes and what stands around it.
  assert.is(taken, Math.ceil((64 * 4_096 - 401) / 8_400));
  const refused = await at.post(on('game'), ticket, 'more');
  assert.is(refusal(refused), 'rate_limited');
  assert.is(
    said(await at.post(on('web'), ticket, 'é'.repeat(4_000), 'web 0')),
    'done',
    'a resend was carried out already',
  );
  done(await at.post(on('discord'), ticket, 'from Discord'));
  const wait_s = (!refused.ok && refused.refusal.wait_s) || 0;
  at.now += wait_s * 1_000;
  done(await at.post(on('web'), ticket, 'more'));
});

test('[D35] what players were refused by these bounds is counted, and told in the log', async () => {
  const at = world({ tickets_open_max: 1 });
  await at.opened(at.player, 'x');
  for (let i = 0; i < 2; i++) await at.open(at.player, 'y');
  const counts = at.ticketService.figures().filter(({ name }) => name.includes('player_bounds'));
  assert.equal(
    counts.map(({ labels, value }) => [labels['bound'], value]),
    [
      ['tickets_open', 2],
      ['ticket_pause', 0],
      ['text_pace', 0],
    ],
  );
});

test('[D31] whatever is opened, closed and sent again, nobody has more than they may', async () => {
  const step = fc.record({
    who: fc.constantFrom('1', '2'),
    what: fc.constantFrom('open', 'again', 'close'),
    at_once: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const at = world({ ticket_pause_s: 0, tickets_open_max: 2 });
      const open = new Map<string, Set<string>>();
      const last = new Map<string, string>();
      let under_way: Array<Promise<void>> = [];
      for (const { who, what, at_once } of steps) {
        const caller: Caller = { account: who, restricted: true, surface: 'game' };
        const own = open.get(who) ?? new Set<string>();
        open.set(who, own);
        if (what === 'close') {
          await Promise.all(under_way);
          const [ticket] = own;
          if (ticket === undefined) continue;
          done(await at.do(caller, ticket, { kind: 'close' }));
          own.delete(ticket);
        } else {
          const id = (what === 'again' ? last.get(who) : undefined) ?? at.id();
          const isNew = last.get(who) !== id;
          last.set(who, id);
          const asked = at.open(caller, 'x', id).then((answer) => {
            if (answer.ok && isNew) own.add(answer.ticket);
            assert.ok(own.size <= 2);
            assert.ok(answer.ok || answer.refusal.code === 'tickets_open_full');
          });
          under_way.push(asked);
          if (!at_once) await asked;
        }
        if (!at_once) under_way = [];
      }
      await Promise.all(under_way);
    }),
    { numRuns: 60 },
  );
});
