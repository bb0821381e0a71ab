import type { Entry } from '../../protocol/ticket.ts';
import type { Fault } from '../support/discord/faults.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Live } from './live.ts';

const test = suite('discord refusals', { limit_ms: 120_000 });

const posting = 'POST /channels/:id/messages';

/** All refusals that are not about the content. */
const passing: readonly Fault[] = [
  { kind: 'walled_off' },
  { kind: 'refused', status: 403, code: 0, message: '403: Forbidden' },
  { kind: 'refused', status: 403, code: 40_006, message: 'This feature has been disabled' },
  { kind: 'refused', status: 403, code: 40_333, message: 'internal network error' },
  { kind: 'refused', status: 403, code: 60_003, message: 'Two factor is required' },
  { kind: 'refused', status: 400, code: 130_000, message: 'API resource is overloaded' },
  { kind: 'refused', status: 404, code: 0, message: '404: Not Found' },
  { kind: 'refused', status: 400, code: 999_999, message: 'One that nobody knows yet' },
];

const ofContent: ReadonlyArray<readonly [number, string]> = [
  [50_035, 'Invalid Form Body'],
  [50_006, 'Cannot send an empty message'],
  [200_000, 'Message was blocked by automatic moderation'],
  [240_000, 'Message blocked by harmful links filter'],
];

async function entries(live: Live, ticket: string, as: 'public' | 'support'): Promise<Entry[]> {
  const { ticketService, staff, player } = live.world;
  const who = as === 'public' ? player : staff;
  const found = await ticketService.history(who, ticket, as, { limit: 100 });
  return found.ok ? found.entries : [];
}

test('[K152] a refusal that says nothing of the words holds them, tells operators, and they come in order when it is over', async () => {
  const live = await Live.start();
  const { ticket } = await live.world.opened(live.world.player, 'first');
  const { id } = await live.settled('first');
  const said = ['first'];
  for (const [i, fault] of passing.entries()) {
    live.discord.rest.faults.plan(posting, fault, 2);
    for (const text of [`held ${i}`, `behind it ${i}`]) {
      done(await live.world.post(live.world.staff, ticket, text));
      said.push(text);
    }
    await live.moveUntil(() => live.bridge.alerts.sentences.length > 0);
    const [sentence] = live.bridge.alerts.sentences;
    const isTwoFactor = fault.kind === 'refused' && fault.code === 60_003;
    assert.match(sentence!, isTwoFactor ? /two-factor/u : /post in the channel of ticket 1/u);
    await live.moveUntil(() => live.said(id).at(-1) === said.at(-1));
    assert.equal(live.said(id), said);
    await live.moveUntil(() => live.bridge.alerts.sentences.length === 0);
  }
  const kinds = new Set((await entries(live, ticket, 'support')).map(({ what }) => what.kind));
  assert.equal([...kinds].toSorted(), ['message', 'opened', 'status']);
  await live.close();
});

test('[K153] of words that Discord does not take there stands where they can be read, and support sees so in the ticket, once', async () => {
  const live = await Live.start();
  const { world } = live;
  const { ticket } = await world.opened(world.player, 'first');
  const { id } = await live.settled('first');
  for (const [code, message] of ofContent) {
    const fault = { kind: 'refused', status: 400, code, message } as const;
    live.discord.rest.faults.plan(posting, fault);
    done(await world.post(world.staff, ticket, `not taken ${code}`));
    await live.until(() => live.said(id).at(-1)?.includes('Read it here: https://help'));
    // Not even the neutral text is posted.
    live.discord.rest.faults.plan(posting, fault, 2);
    done(await world.post(world.staff, ticket, `neither ${code}`));
    done(await world.post(world.staff, ticket, `on it goes ${code}`));
    await live.until(() => live.said(id).at(-1) === `on it goes ${code}`);
  }
  // After a restart it is not recorded twice.
  live.discord.rest.faults.plan(posting, {
    kind: 'refused',
    status: 400,
    code: 50_006,
    message: '',
  });
  await live.disconnect();
  done(await world.post(world.staff, ticket, 'the last'));
  await live.connect();
  await live.until(() => live.said(id).length === 2 + 2 * ofContent.length);
  const told = (await entries(live, ticket, 'support')).flatMap(({ what, by }) =>
    what.kind === 'not_on_discord' ? [`${by.side} ${what.of.by.name} ${what.of.seq}`] : [],
  );
  assert.is(told.length, 2 * ofContent.length + 1);
  assert.is(new Set(told).size, told.length);
  assert.ok(told.every((text) => /^system account 9 \d+$/u.test(text)));
  const kinds = (await entries(live, ticket, 'public')).map(({ what }) => what.kind);
  assert.not(kinds.includes('not_on_discord'));
  assert.equal(live.bridge.alerts.sentences, []);
  await live.close();
});

test('[K154] that the server asks for two-factor authentication of the owner of the bot is a sentence of its own, and goes when it is so', async () => {
  const live = await Live.start();
  live.guild.asksTwoFactor = true;
  live.discord.world.settings.owner_has_two_factor = false;
  await live.world.opened(live.world.player, 'My horse');
  await live.moveUntil(() => live.bridge.alerts.sentences.length > 0);
  assert.match(live.bridge.alerts.sentences.join(), /asks for two-factor authentication/u);
  assert.is(live.bridge.alerts.sentences.filter((one) => /two-factor/u.test(one)).length, 1);
  live.discord.world.settings.owner_has_two_factor = true;
  await live.moveUntil(() => live.channels.length === 1);
  assert.is(live.channels[0]!.name, '🔴-ticket-my-horse', 'no name was given up for it');
  await live.moveUntil(() => live.bridge.alerts.sentences.length === 0);
  await live.close();
});

test('[K155] only what Discord says of the name costs a channel its name, in a rename too', async () => {
  const live = await Live.start();
  for (const fault of passing) live.discord.rest.faults.plan('POST /guilds/:id/channels', fault);
  const code = 50_035;
  const refused = { kind: 'refused', status: 400, code, message: 'Invalid Form Body' } as const;
  live.discord.rest.faults.plan('POST /guilds/:id/channels', refused);
  const { ticket } = await live.world.opened(live.world.player, 'My horse');
  await live.moveUntil(() => live.channels.length === 1);
  assert.is(live.channels[0]!.name, '🔴-ticket-my-horse');
  for (const fault of [...passing, refused])
    live.discord.rest.faults.plan('PATCH /channels/:id', fault);
  const command = { kind: 'edit_subject', subject: 'My dog' } as const;
  done(await live.world.do(live.world.player, ticket, command));
  await live.moveUntil(() => live.channels[0]!.name === '🔴-ticket-my-dog');
  await live.close();
});

test('[K156] somebody whom Discord does not let the bot tell of an archived ticket holds up no other, and is told when it does', async () => {
  const live = await Live.start();
  const { world } = live;
  for (const fault of passing) live.discord.rest.faults.plan('POST /users/@me/channels', fault);
  const { ticket } = await world.opened(world.player, 'My horse');
  await live.settled('My horse');
  const other = await world.opened(world.other, 'My dog');
  await live.settled('My dog', 1);
  for (const one of [ticket, other.ticket]) {
    done(await world.do(world.staff, one, { kind: 'close' }));
    done(await world.do(world.staff, one, { kind: 'archive' }));
    await live.until(() => live.channels.length < 2);
  }
  await live.moveUntil(() => live.bridge.alerts.sentences.length > 0);
  assert.match(live.bridge.alerts.sentences[0]!, /tells somebody that their ticket was archived/u);
  await live.moveUntil(() => live.ana.dms.length === 1 && live.ben.dms.length === 1);
  await live.moveUntil(() => live.bridge.alerts.sentences.length === 0);
  const opened = live.discord.rest.seen.filter(({ template }) =>
    template.startsWith('POST /users'),
  );
  const paths = opened.map(({ text }) => text.includes(live.ana.id));
  assert.ok(paths.slice(0, 4).includes(false), 'the other was tried before the first was told');
  await live.close();
});
