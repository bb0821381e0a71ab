import { connect } from 'node:net';
import { once } from 'node:events';
import sharp from 'sharp';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { photo, pixelBomb, png } from './pictures.ts';
import { stagesOf, type FileStage, type Person } from './stage.ts';

const test = suite('files that mean harm');
const open = stagesOf(test);

async function setUp(): Promise<{ stage: FileStage; ann: Person; ticket: string }> {
  const stage = await open();
  const ann = await stage.player('ann');
  return { stage, ann, ticket: await stage.opened(ann) };
}

/** Uploads a file, sends it, and reads it back as a browser does. */
async function readBack(
  stage: FileStage,
  ann: Person,
  ticket: string,
  name: string,
  bytes: Buffer,
) {
  const { id } = await stage.uploaded(ann, ticket, name, bytes);
  const command = { kind: 'post_message', body: 'see', files: [id] } as const;
  assert.ok((await stage.command(ann, { ...command, files: [id] }, ticket)).ok);
  return stage.read(ann, `/files/${ticket}/${id}`);
}

test('[F3] a picture that is something else too is that no more: what stands behind its end is gone', async () => {
  const { stage, ann, ticket } = await setUp();
  const tail = Buffer.from('PK\x03\x04<script>alert(document.cookie)</script>');
  for (const picture of [await png(), await photo()]) {
    const read = await readBack(stage, ann, ticket, 'a.png', Buffer.concat([picture, tail]));
    assert.match(read.headers['content-type'] ?? '', /^image\//u);
    assert.not.match(read.text, /<script>|SECRETCAM/u);
  }
  // It begins as a picture and is a page: there is nothing in it that can be read as a picture.
  const fake = Buffer.from('GIF89a/*<html><script>alert(1)</script>*/=0');
  assert.is((await stage.upload(ann, ticket, 'a.gif', fake)).status, 422);
});

test('[F4] what a file is its bytes tell: a picture is named as what it is, text is only ever a download, and pages, SVG and programs are not taken', async () => {
  const { stage, ann, ticket } = await setUp();
  const jpeg = await stage.uploaded(ann, ticket, 'shot.png', await photo());
  assert.equal([jpeg.name, jpeg.type], ['shot.jpg', 'image/jpeg']);
  const page = Buffer.from('<!doctype html><script>alert(1)</script>');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  const refusedOnes = { 'a.html': page, 'a.svg': svg, 'a.png': page, 'a.exe': Buffer.from('MZ\0') };
  for (const [name, bytes] of Object.entries(refusedOnes)) {
    assert.is((await stage.upload(ann, ticket, name, bytes)).status, 415, name);
  }
  const read = await readBack(stage, ann, ticket, 'notes.txt', page);
  assert.is(read.headers['content-type'], 'application/octet-stream');
  assert.match(read.headers['content-disposition'] ?? '', /^attachment; /u);
  assert.is(read.headers['x-content-type-options'], 'nosniff');
  assert.is(read.headers['content-security-policy'], "default-src 'none'; sandbox");
});

test('[F5] a picture of too many pixels is refused before it is decoded, one that moves keeps its first frame, and an archive is never unpacked', async () => {
  const { stage, ann, ticket } = await setUp();
  const bomb = await stage.upload(ann, ticket, 'bomb.png', await pixelBomb(60_000));
  assert.is(bomb.status, 422);
  assert.is((bomb.json() as { code: string }).code, 'file_unreadable');
  const frames = await sharp(Buffer.alloc(8 * 8 * 3 * 200, 9), {
    raw: { width: 8, height: 8 * 200, channels: 3, pageHeight: 8 },
  })
    .gif()
    .toBuffer();
  const file = await stage.uploaded(ann, ticket, 'moves.gif', frames);
  assert.equal([file.name, file.picture], ['moves.png', { width: 8, height: 8 }]);
  const archive = Buffer.from('PK\x03\x04 as many zeros as you like');
  assert.is((await stage.upload(ann, ticket, 'bomb.zip', archive)).status, 415);
  stage.settings.file_kinds = ['archives'];
  const kept = await stage.uploaded(ann, ticket, 'bomb.zip', archive);
  assert.equal([kept.bytes, kept.type], [archive.length, 'application/zip']);
});

test('[F6] a name is text: no path, no line, nothing that turns letters around, and its header is one', async () => {
  const { stage, ann, ticket } = await setUp();
  const names: readonly (readonly [string, string])[] = [
    ['../../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\Users\\ann\\plan.txt', 'plan.txt'],
    ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie_ x=1.txt'],
    ['invoice\u202Etxt.exe.txt', 'invoicetxt.exe.txt'],
    ['...', 'file'],
    ['', 'file'],
    [`${'x'.repeat(400)}.txt`, `${'x'.repeat(limits.file_name_chars_max - 4)}.txt`],
    ['Grüße "1"; 100%.txt', 'Grüße _1_; 100%.txt'],
  ];
  for (const [sent, kept] of names) {
    const { name } = await stage.uploaded(ann, ticket, sent, 'hello');
    assert.is(name, kept);
  }
  const read = await readBack(stage, ann, ticket, 'Grüße; (1).txt', Buffer.from('hello'));
  assert.is(
    read.headers['content-disposition'],
    `attachment; filename="Gr__e; (1).txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%3B%20%281%29.txt`,
  );
  assert.is(read.headers['set-cookie'], undefined);
});

test('[F7] an empty file and one beyond the bound are refused, said before or not, and an upload that is cut leaves nothing', async () => {
  const { stage, ann, ticket } = await setUp();
  stage.settings.file_bytes_max = 1_000;
  assert.is((await stage.upload(ann, ticket, 'a.txt', '')).status, 409);
  assert.is((await stage.upload(ann, ticket, 'a.txt', 'x'.repeat(1_001))).status, 413);
  const begin = (length: string) =>
    [
      `POST /files?name=a.txt&ticket=${ticket} HTTP/1.1`,
      `Host: 127.0.0.1:${stage.site.port}`,
      `Origin: ${stage.site.origin}`,
      `Cookie: ${ann.cookie}`,
      `${length}\r\n\r\n`,
    ].join('\r\n');
  const socket = connect(stage.site.port, '127.0.0.1');
  const chunk = `400\r\n${'x'.repeat(1_024)}\r\n`;
  socket.write(begin('Transfer-Encoding: chunked') + chunk);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  assert.match(answer.toString(), /^HTTP\/1\.1 413 /u);
  socket.destroy();
  const cut = connect(stage.site.port, '127.0.0.1');
  cut.write(`${begin('Content-Length: 900')}${'x'.repeat(500)}`);
  while (stage.onDisk().length === 0) await new Promise((next) => setImmediate(next));
  cut.destroy();
  while (stage.onDisk().length > 0) await new Promise((next) => setImmediate(next));
  assert.equal(await stage.entries(ann, ticket, 'public').then((all) => all.length), 2);
  assert.match((await stage.upload(ann, ticket, 'a.txt', 'whole')).text, /"bytes":5/u);
});

test('[F8] only a page of this server, or who has a token, sends a file, and only to a ticket to which they may write', async () => {
  const { stage, ann, ticket } = await setUp();
  const ben = await stage.player('ben');
  const foreign = { origin: 'https://elsewhere.example' };
  assert.is((await stage.upload(ann, ticket, 'a.txt', 'x', foreign)).status, 403);
  assert.is((await stage.upload({ account: '0', cookie: '' }, ticket, 'a.txt', 'x')).status, 401);
  const hidden = await stage.upload(ben, ticket, 'a.txt', 'x');
  const none = await stage.upload(ben, 'never-was', 'a.txt', 'x');
  assert.equal([hidden.status, hidden.text], [404, none.text]);
  assert.ok((await stage.command(ann, { kind: 'close' }, ticket)).ok);
  assert.match((await stage.upload(ann, ticket, 'a.txt', 'x')).text, /"ticket_closed"/u);
  stage.settings.file_kinds = [];
  assert.match((await stage.upload(ben, null, 'a.txt', 'x')).text, /"files_off"/u);
  assert.equal(stage.onDisk(), []);
});
