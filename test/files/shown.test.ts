import sharp from 'sharp';
import { assert, suite } from '../support/suite.ts';
import { photo, png } from './pictures.ts';
import { stagesOf } from './stage.ts';

const test = suite('files of messages');
const open = stagesOf(test);

test('[F1] a picture is written anew without what the camera put into it, stands in the history with its size, and is shown with a small one', async () => {
  const stage = await open();
  const ann = await stage.player('ann');
  const ticket = await stage.opened(ann);
  const sent = await photo(2_000, 1_000);
  assert.ok(sent.includes('SECRETCAM'));
  const file = await stage.uploaded(ann, ticket, 'my shop.jpg', sent);
  const command = { kind: 'post_message', body: '', files: [file.id] } as const;
  assert.ok((await stage.command(ann, { ...command, files: [file.id] }, ticket)).ok);
  const { what } = (await stage.entries(ann, ticket, 'public')).at(-1)!;
  const { id, bytes } = file;
  const shown = { id, name: 'my shop.jpg', bytes, type: 'image/jpeg' };
  const picture = { width: 2_000, height: 1_000 };
  assert.equal(what, { kind: 'message', body: '', files: [{ ...shown, picture }] });

  const read = await stage.read(ann, `/files/${ticket}/${id}`);
  assert.is(read.status, 200);
  assert.is(read.headers['content-type'], 'image/jpeg');
  assert.is(read.headers['content-length'], String(bytes));
  assert.not.match(read.text, /SECRETCAM/u);
  const { width, height, exif } = await sharp(Buffer.from(read.text, 'latin1')).metadata();
  assert.equal({ width, height, exif }, { ...picture, exif: undefined });
  const thumb = await stage.read(ann, `/files/${ticket}/${id}/thumb`);
  assert.is(thumb.headers['content-type'], 'image/webp');
  assert.is((await sharp(Buffer.from(thumb.text, 'latin1')).metadata()).width, 640);
});

test('[F2] files of an internal note are for support alone: for anybody else their address is that of none', async () => {
  const stage = await open();
  const ann = await stage.player('ann');
  const ada = await stage.staff('ada');
  const ticket = await stage.opened(ann);
  const { id } = await stage.uploaded(ada, ticket, 'proof.png', await png());
  const none = await stage.read(ann, `/files/${ticket}/none`);
  const noted = await stage.command(ada, { kind: 'post_note', body: 'see', files: [id] }, ticket);
  assert.ok(noted.ok);
  assert.is((await stage.read(ada, `/files/${ticket}/${id}`)).status, 200);
  for (const who of [ann, await stage.player('ben'), undefined]) {
    for (const path of [`/files/${ticket}/${id}`, `/files/${ticket}/${id}/thumb`]) {
      const read = await stage.read(who, path);
      assert.is(read.status, 404);
      assert.is(read.text, none.text);
      assert.equal({ ...read.headers, date: '' }, { ...none.headers, date: '' });
    }
  }
  assert.is((await stage.entries(ann, ticket, 'public')).length, 2);
});
