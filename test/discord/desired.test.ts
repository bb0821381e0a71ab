import {
  newChannel,
  newRecord,
  type TicketRecord,
} from '../../actors/discord/reconciler/record.ts';
import type { EffectiveSettings } from '../../actors/discord/guild/effective-settings.ts';
import { desiredState } from '../../actors/discord/reconciler/desired.ts';
import { replayPosts } from '../../actors/discord/posts/replay.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { ownNames, viewHead } from '../../actors/ticket/view.ts';
import { assert, suite } from '../support/suite.ts';
import { done, World } from '../support/world.ts';

const test = suite('discord desired');

const settings: EffectiveSettings = {
  guild: '100000000000000001',
  bot: '100000000000000002',
  category: null,
  supportRole: '100000000000000003',
  prefix: 'ticket-',
  epoch: 'e-1',
  address: 'https://help.example.org',
  isThere: true,
  formerBots: [],
  since: 0,
  staffName: ownNames,
};
const guest = { user: '200000000000000001', mayWrite: true, isSure: true };

/** The desired state of a ticket on disk. */
async function desiredOf(world: World, id: string, about: { record?: TicketRecord } = {}) {
  const ticket = (await world.storage.tickets.load(id)).state!;
  const record = about.record ?? newRecord(id, ticket.number);
  const entries = world.storage.tables.history(id, 'support', { limit: 500 });
  const past = record.channel?.replay ? entries : [];
  return desiredState({ ticket, record, settings, guests: [guest], entries, past, now: world.now });
}

const descriptions = (desired: Awaited<ReturnType<typeof desiredOf>>) =>
  desired.entries.flatMap(({ posts }) => posts.map(({ post }) => post.embeds![0]!.description));

test('[K9] public messages are mirrored with the name of their author, those of the channel not again', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'Help *me*');
  done(await world.post(world.staff, ticket, 'On my way.'));
  done(await world.post({ ...world.player, surface: 'discord' }, ticket, 'typed in the channel'));
  const desired = await desiredOf(world, ticket);
  assert.equal(descriptions(desired), ['Help \\*me\\*', 'On my way.']);
  assert.equal(
    desired.entries.map(({ posts }) => posts[0]!.post.embeds![0]!.author),
    ['account 1 · Player', 'account 9 · Support'],
  );
  assert.is(desired.entriesTo, 5);
});

test('[K50] a ticket opened on Discord is mirrored with its opening message', async () => {
  const world = new World();
  const { ticket } = await world.opened({ ...world.player, surface: 'discord' }, 'opened here');
  assert.equal(descriptions(await desiredOf(world, ticket)), ['opened here']);
});

test('[K10] an internal note is a short notice without text, author or number', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  const before = await desiredOf(world, ticket);
  done(await world.note(ticket, 'SECRET'));
  const after = await desiredOf(world, ticket);
  const [, notice] = after.entries;
  const { footer, ...embed } = notice!.posts[0]!.post.embeds![0]!;
  assert.equal(embed, { description: '🔒 Staff added an internal note.' });
  assert.match(footer!, /^#1 · [0-9a-f]{8}$/u);
  assert.is(JSON.stringify(after).includes('SECRET'), false);
  assert.equal(after.header, before.header, 'the header is the same to the byte');
});

test('[K45] what is told again in a fresh channel are the last 50 public messages, in few posts, with where the rest is', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'message 0');
  for (let i = 1; i < 70; i++) {
    done(await world.post(i % 2 ? world.staff : world.player, ticket, `message ${i}`));
    if (i % 10 === 0) done(await world.note(ticket, 'SECRET'));
  }
  done(await world.do(world.staff, ticket, { kind: 'assign_to_me' }));
  const channel = newChannel({
    id: '300000000000000001',
    guild: settings.guild,
    name: '',
    category: null,
    overwrites: [],
    replayTo: 70,
    isAdopted: false,
  });
  const record = { ...newRecord(ticket, 1), channel };
  const { replay } = await desiredOf(world, ticket, { record });
  const text = replay.map(({ embeds }) => embeds![0]!.description).join('\n');
  assert.ok(replay.length <= 3, `${replay.length} posts`);
  assert.match(text, /^What was said before\. .*https:\/\/help\.example\.org\/#\/mine\//u);
  assert.equal(
    [...text.matchAll(/message (\d+)/gu)].map(([, i]) => Number(i)),
    Array.from({ length: 50 }, (_, i) => i + 20),
  );
  assert.is(/SECRET|note|assign/iu.test(text), false);
  for (const { embeds } of replay) assert.ok(embeds![0]!.description!.length <= 4096);
});

test('[K48] what was edited or deleted on Discord is told again so', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'first');
  done(await world.post({ ...world.player, surface: 'discord' }, ticket, 'with a tpyo'));
  done(await world.post({ ...world.player, surface: 'discord' }, ticket, 'regretted'));
  const state = (await world.storage.tickets.load(ticket)).state!;
  const events = world.storage.tables.history(ticket, 'public', { limit: 9 });
  const [, first, second, third] = events;
  const of = ({ supportSeq, publicSeq, at, by, surface }: TicketEvent) => {
    return { supportSeq, publicSeq: publicSeq!, at, by, surface };
  };
  const after = (change: TicketEvent['change'], more: number): TicketEvent => {
    const { supportSeq, publicSeq } = third!;
    return {
      ...third!,
      change,
      supportSeq: supportSeq + more,
      publicSeq: publicSeq! + more,
    };
  };
  const past = [
    ...events,
    after({ type: 'message_edited', of: of(second!), body: 'with a typo' }, 1),
    after({ type: 'message_deleted', of: of(third!) }, 2),
  ];
  const head = viewHead(state, 'public', ownNames);
  const [post] = replayPosts(head, past, { address: undefined, staffName: ownNames });
  const lines = post!.embeds![0]!.description!.split('\n').filter((line) => line !== '');
  assert.equal(lines.filter((_, i) => i % 2 === 0).slice(1), ['first', 'with a typo', '*deleted*']);
  assert.ok(lines[3]!.endsWith('edited') && first !== undefined);
});

test('[K46] everybody is kept out of a channel; who takes part and support write in an active one and read in a closed one', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  const levels = async () =>
    (await desiredOf(world, ticket)).overwrites.map(({ target, of, level }) => [target, of, level]);
  assert.equal(await levels(), [
    [settings.guild, 'role', 'hidden'],
    [settings.bot, 'member', 'manage'],
    [settings.supportRole, 'role', 'write'],
    [guest.user, 'member', 'write'],
  ]);
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  assert.equal(
    (await levels()).map(([, , level]) => level),
    ['hidden', 'manage', 'read', 'read'],
  );
});

test('[K47] nobody is told of what was archived before Discord was set up, or over a day ago', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  world.now = 5_000;
  done(await world.do(world.staff, ticket, { kind: 'archive' }));
  const { archivedToTell, place } = await desiredOf(world, ticket);
  assert.equal([archivedToTell, place], [5_000, 'none']);
  world.now += 25 * 60 * 60 * 1000;
  assert.is((await desiredOf(world, ticket)).archivedToTell, null);
});
