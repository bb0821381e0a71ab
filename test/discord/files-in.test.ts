import { photo } from '../files/pictures.ts';
import { assert, suite } from '../support/suite.ts';
import { FilesLive } from './files-stage.ts';
import { heard, opened, said } from './inbound-stage.ts';

const test = suite('discord files in', { limit_ms: 120_000 });

let stage: FilesLive;
test.before.each(async () => {
  stage = await FilesLive.start();
});
test.after.each(() => stage.close());

const log = (text: string) => ({
  name: 'crash.log',
  bytes: new Uint8Array(Buffer.from(text)),
  type: 'text/plain',
});
const picture = async (name = 'map.jpg') => ({
  name,
  bytes: new Uint8Array(await photo()),
  type: 'image/jpeg',
});

test('[F100] files of a message on Discord are kept when it arrives, pictures written anew, in its place', async () => {
  const { live } = stage;
  const { ticket, channel } = await opened(live);
  live.ana.writes(channel, 'First', { files: [await picture(), log('at the bank')] });
  live.ana.writes(channel, 'Then');
  live.ana.writes(channel, '', { files: [log('alone')] });
  live.ana.writes(channel, 'Last');
  const all = await heard(live, ticket, 'Last');
  assert.equal(
    all.map((one) => one.split(': ')[1]),
    ['My horse is gone', 'First', 'Then', '', 'Last'],
  );
  const [, first, , alone] = await stage.filesIn(ticket);
  assert.equal(
    first!.map(({ name, type }) => [name, type]),
    [
      ['map.jpg', 'image/jpeg'],
      ['crash.log', 'text/plain'],
    ],
  );
  assert.equal(first![0]!.picture, { width: 60, height: 40 });
  const bytes = await stage.bytesOf(ticket, first![0]!.id);
  assert.not(bytes.includes('SECRETCAM'), 'without what stood beside its pixels');
  // The channel goes, and its links with it.
  live.discord.owner(live.guild).deletesChannel(channel);
  live.move(2 * 24 * 60 * 60 * 1000);
  assert.is((await stage.bytesOf(ticket, alone![0]!.id)).toString(), 'alone');
});

test('[F101] what is too large, of a kind that is not taken or one too many is a link that says why', async () => {
  const { live } = stage;
  const { ticket, channel } = await opened(live);
  stage.settings.file_bytes_max = 64 * 1024;
  const large = { name: 'film.mp4', bytes: new Uint8Array(70_000), type: 'video/mp4' };
  const page = { name: 'x.html', bytes: new Uint8Array(Buffer.from('<html>')), type: 'text/html' };
  const files = [large, page, log('1'), log('2'), log('3')];
  live.ana.writes(channel, 'Look', { files });
  await heard(live, ticket, 'at most 4 files.)');
  const [, kept] = await stage.filesIn(ticket);
  assert.is(kept!.length, 2);
  const lines = (await said(live, ticket)).at(-1)!.split('\n');
  assert.is(lines.length, 4);
  assert.match(lines[1]!, /^film\.mp4 \(70 kB\): https:.*signed \(not kept: The file is larger/u);
  assert.match(lines[2]!, /^x\.html .* \(not kept: Files of this kind are not taken/u);
  const [asked] = live.discord.rest.cdnAsked;
  assert.not(asked?.includes('film.mp4'), 'it was not even fetched');
});

test('[F102] files that came while the bridge was away are kept, once each and in order', async () => {
  const { live } = stage;
  const { ticket, channel } = await opened(live);
  await live.disconnect();
  live.ana.writes(channel, 'one', { files: [log('1')] });
  live.ana.writes(channel, 'two', { files: [log('2')] });
  await live.connect();
  await heard(live, ticket, 'two');
  await live.disconnect();
  await live.connect();
  live.ana.writes(channel, 'three');
  await heard(live, ticket, 'three');
  const files = await stage.filesIn(ticket);
  assert.equal(
    files.map((of) => of.length),
    [0, 1, 1, 0],
  );
  assert.is((await stage.bytesOf(ticket, files[2]![0]!.id)).toString(), '2');
});

test('[F103] a file that cannot be fetched is tried again, and its message is there without it at last', async () => {
  const { live } = stage;
  const { rest } = live.discord;
  const { ticket, channel } = await opened(live);
  const here = async (end: string): Promise<void> => {
    let isThere = false;
    void heard(live, ticket, end).then(() => (isThere = true));
    await live.moveUntil(() => isThere);
  };
  rest.faults.plan('GET /cdn', { kind: 'answer_lost' });
  rest.faults.plan('GET /cdn', { kind: 'status', status: 503 });
  live.ana.writes(channel, 'again', { files: [log('at last')] });
  await here('again');
  const [, again] = await stage.filesIn(ticket);
  assert.is((await stage.bytesOf(ticket, again![0]!.id)).toString(), 'at last');
  rest.faults.plan('GET /cdn', { kind: 'lost' }, 100);
  live.ana.writes(channel, 'never', { files: [log('gone')] });
  live.ana.writes(channel, 'after');
  await here('after');
  const lines = await said(live, ticket);
  assert.match(
    lines.at(-2)!,
    /never\ncrash\.log .*not kept: It could not be fetched from Discord/u,
  );
  assert.is((await stage.filesIn(ticket)).at(-2)!.length, 0);
});

test('[F104] nothing but the hosts of Discord is ever asked for a file', async () => {
  const { live } = stage;
  const { ticket, channel } = await opened(live);
  live.discord.world.files.base = live.discord.cdn.replace('127.0.0.1', 'localhost');
  let isThere = false;
  live.ana.writes(channel, 'Look', { files: [log('elsewhere')] });
  void heard(live, ticket, 'Discord.)').then(() => (isThere = true));
  await live.moveUntil(() => isThere);
  assert.equal(live.discord.rest.cdnAsked, []);
});

test('[F105] an edit of a message with files changes its text alone', async () => {
  const { live } = stage;
  const { ticket, channel } = await opened(live);
  const message = live.ana.writes(channel, 'Look', { files: [log('kept')] });
  await heard(live, ticket, 'Look');
  live.ana.edits(channel, message, 'Look here');
  live.ana.writes(channel, 'end');
  await heard(live, ticket, 'end');
  const { ticketService, staff } = live.world;
  const read = await ticketService.history(staff, ticket, 'support', { limit: 100 });
  const edits = read.ok ? read.entries.map(({ what }) => what) : [];
  const edited = edits.find(({ kind }) => kind === 'message_edited');
  assert.is(edited?.kind === 'message_edited' && edited.body, 'Look here');
  assert.is((await stage.filesIn(ticket))[1]!.length, 1);
});

test('[F106] a restart in the midst of a fetch loses no file, and imports its message once', async () => {
  const { live } = stage;
  const { rest } = live.discord;
  const { ticket, channel } = await opened(live);
  let release = (): void => {};
  const until = new Promise<void>((resolve) => (release = resolve));
  rest.faults.plan('GET /cdn', { kind: 'held', until });
  live.ana.writes(channel, 'Look', { files: [log('held')] });
  await live.until(() => rest.cdnAsked.length === 1);
  await live.disconnect();
  release();
  await live.connect();
  const all = await heard(live, ticket, 'Look');
  assert.is(all.length, 2);
  const [, files] = await stage.filesIn(ticket);
  assert.is((await stage.bytesOf(ticket, files![0]!.id)).toString(), 'held');
});
