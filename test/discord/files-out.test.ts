import { photo } from '../files/pictures.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { FilesLive } from './files-stage.ts';

const test = suite('discord files out', { limit_ms: 120_000 });

let stage: FilesLive;
test.before.each(async () => {
  stage = await FilesLive.start();
});
test.after.each(() => stage.close());

const log = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** Sends a message with files, as the web does. */
async function post(
  ticket: string,
  who: 'player' | 'staff',
  kind: 'post_message' | 'post_note',
  body: string,
  files: ReadonlyArray<readonly [name: string, bytes: Uint8Array]>,
): Promise<void> {
  const { world } = stage.live;
  const { account } = world[who];
  const ids: string[] = [];
  for (const [name, bytes] of files) {
    ids.push(await stage.uploaded(account, ticket, name, bytes));
  }
  done(await world.do(world[who], ticket, { kind, body, files: ids }));
}

/** Archives the ticket, and opens it again once its channel is gone. */
async function renewed(ticket: string, channel: string): Promise<void> {
  const { world, guild } = stage.live;
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  done(await world.do(world.staff, ticket, { kind: 'archive' }));
  await stage.live.until(() => !guild.channels.has(channel));
  done(await world.do(world.staff, ticket, { kind: 'reopen' }));
}

/** The posts of the bot with files, by the names of these. */
function posts(channel: string): string[][] {
  return stage.live
    .reads(channel)
    .map(({ attachments }) => attachments.map(({ filename }) => filename))
    .filter((names) => names.length > 0);
}

test('[F110] files that are sent elsewhere go to Discord with their message, by players and by staff', async () => {
  const { live } = stage;
  const { ticket } = await live.world.opened(live.world.player, 'My horse is gone');
  const channel = await live.settled('My horse is gone');
  await post(ticket, 'player', 'post_message', 'Here', [
    ['map.jpg', await photo()],
    ['crash.log', log('at the bank')],
  ]);
  await live.settled('Here');
  await post(ticket, 'staff', 'post_message', '', [['answer 1.txt', log('see')]]);
  await live.settled('answer');
  done(await live.world.post(live.world.staff, ticket, 'the end'));
  await live.settled('the end');
  assert.equal(posts(channel.id), [['map.jpg', 'crash.log'], ['answer 1.txt']]);
  const seen = live.reads(channel.id).find(({ attachments }) => attachments.length === 2)!;
  assert.is(seen.embeds[0]?.description, 'Here');
  const answer = await fetch(seen.attachments[1]!.url);
  assert.is(await answer.text(), 'at the bank');
  const shown = Buffer.from(await (await fetch(seen.attachments[0]!.url)).arrayBuffer());
  assert.not(shown.includes('SECRETCAM'));
  assert.is((await stage.filesIn(ticket)).length, 4, 'none of it came back as a message');
});

test('[F111] of a file of an internal note nothing reaches Discord: no byte, name or count', async () => {
  const { live } = stage;
  const canary = 'canary-51c7';
  const { ticket } = await live.world.opened(live.world.player, 'help');
  const channel = await live.settled('help');
  const files = [1, 2, 3].map((one) => [`${canary}-${one}.log`, log(`${canary} ${one}`)] as const);
  await post(ticket, 'staff', 'post_note', 'look', files);
  await post(ticket, 'staff', 'post_note', '', [[`${canary}.jpg`, await photo()]]);
  done(await live.world.post(live.world.staff, ticket, 'the end'));
  await live.settled('the end');
  await renewed(ticket, channel.id);
  done(await live.world.post(live.world.staff, ticket, 'again'));
  await live.settled('again');
  assert.is.not(live.channels[0]!.id, channel.id, 'it was said anew');
  const sent = live.discord.rest.seen.map(({ path, text }) => path + text).join('\n');
  assert.not(sent.includes(canary));
  assert.not.match(sent, /multipart|filename=/u);
  const notes = live.discord.rest.seen.filter(({ text }) => text.includes('internal note'));
  assert.is(new Set(notes.map(({ text }) => text.length)).size, 1, 'each notice is as long');
});

test('[F112] files that are too many bytes for one post go in several, and one too large is where to find it', async () => {
  const { live } = stage;
  stage.settings.file_bytes_max = 64 * 1024 * 1024;
  const { ticket } = await live.world.opened(live.world.player, 'help');
  const channel = await live.settled('help');
  const mebibytes = (count: number): Uint8Array => log('x'.repeat(count * 1024 * 1024));
  await post(ticket, 'player', 'post_message', 'Logs', [
    ['a.log', mebibytes(6)],
    ['b.log', mebibytes(6)],
    ['huge.log', mebibytes(11)],
  ]);
  await live.settled('b.log');
  assert.equal(posts(channel.id), [['a.log'], ['b.log']]);
  const lines = live.said(channel.id).find((one) => one.startsWith('Logs'));
  assert.match(
    lines!,
    /^Logs\n📎 huge\.log: too large for Discord\. Find it here: https:\/\/help/u,
  );
  const refused = live.discord.rest.seen.filter(({ status }) => status === 413);
  assert.equal(refused, []);
});

test('[F113] a post with files whose answer is lost stands there once, and one that never gets through goes without', async () => {
  const { live } = stage;
  const { faults } = live.discord.rest;
  const { ticket } = await live.world.opened(live.world.player, 'help');
  const channel = await live.settled('help');
  faults.plan('POST /channels/:id/messages', { kind: 'answer_lost' });
  await post(ticket, 'player', 'post_message', 'once', [['a.log', log('a')]]);
  done(await live.world.post(live.world.staff, ticket, 'behind'));
  const isSaid = (end: string) => () => live.said(channel.id).at(-1)?.includes(end) === true;
  await live.moveUntil(isSaid('behind'));
  assert.equal(posts(channel.id), [['a.log']]);
  faults.plan('POST /channels/:id/messages', { kind: 'lost' }, 8);
  await post(ticket, 'player', 'post_message', 'cut', [['b.log', log('b')]]);
  done(await live.world.post(live.world.staff, ticket, 'the end'));
  await live.moveUntil(isSaid('the end'));
  assert.equal(posts(channel.id), [['a.log']]);
  const cut = live.said(channel.id).at(-2)!;
  assert.match(cut, /^cut\n📎 b\.log: Discord does not take this\. Find it here: https/u);
});

test('[F114] a file that Discord refuses leaves a post that says where to read, and a new channel names the files', async () => {
  const { live } = stage;
  const { world } = live;
  const { ticket } = await world.opened(world.player, 'help');
  const channel = await live.settled('help');
  const fault = { kind: 'refused', status: 400, code: 40_005, message: 'too large' } as const;
  live.discord.rest.faults.plan('POST /channels/:id/messages', fault);
  await post(ticket, 'player', 'post_message', 'refused', [['a_b.log', log('a')]]);
  await live.settled('Discord does not take this message');
  await renewed(ticket, channel.id);
  done(await world.post(world.staff, ticket, 'again'));
  await live.settled('again');
  const anew = live.channels[0]!.id;
  assert.is.not(anew, channel.id);
  assert.match(live.said(anew).join('\n'), /refused\n📎 a\\_b\.log/u);
});
