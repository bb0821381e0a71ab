import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KeptFile } from '../../actors/ticket/files.ts';
import { keptSettings } from '../../protocol/kept-settings.ts';
import { openBlobs } from '../../server/files/blobs.ts';
import { fileLimits } from '../../server/files/file-limits.ts';
import { Intake } from '../../server/files/intake.ts';
import { Sweep } from '../../server/files/sweep.ts';
import { Uploads } from '../../server/files/uploads.ts';
import { sharpAddress, workerProgram } from '../../server/files/worker-program.ts';
import { FileWorker } from '../../server/files/worker.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { assert, suite } from '../support/suite.ts';
import { png } from './pictures.ts';
import { stagesOf } from './stage.ts';

const test = suite('files where the machine fails', { limit_ms: 60_000 });
const open = stagesOf(test);
const folders: string[] = [];
test.after.each(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'shardbell-files-'));
  folders.push(made);
  return made;
}

test('[F23] where the library for pictures cannot be loaded, pictures are refused in words and other files taken; once it is there, they are taken without a restart', async () => {
  const path = join(folder(), 'sharp.mjs');
  writeFileSync(path, "throw new Error('no such processor')");
  const later = join(folder(), 'sharp.mjs');
  const worker = new FileWorker({ sharp: pathToFileURL(later).href });
  const stage = await open(worker);
  const ann = await stage.player('ann');
  const ticket = await stage.opened(ann);
  const broken = new FileWorker({ sharp: pathToFileURL(path).href });
  const picture = join(folder(), 'a.png');
  writeFileSync(picture, await png());
  const job = {
    path: picture,
    name: 'a.png',
    kinds: ['pictures'],
    picture: '',
    thumb: '',
  } as const;
  assert.equal(await broken.work(job), { kind: 'no_sharp' });
  broken.stop();
  const refused = await stage.upload(ann, ticket, 'a.png', await png());
  assert.is(refused.status, 415);
  assert.match(refused.text, 'This server cannot read pictures: send another file.');
  await stage.uploaded(ann, ticket, 'a.txt', 'hello');
  assert.is(stage.onDisk().length, 1);
  const { pid } = worker;
  writeFileSync(later, `export { default } from ${JSON.stringify(sharpAddress)};`);
  const taken = await stage.uploaded(ann, ticket, 'a.png', await png());
  assert.equal(taken.picture, { width: 60, height: 40 });
  assert.is(worker.pid, pid);
});

/** Takes a gigabyte at a picture of that name, and holds it until somebody looked. */
const hungry = `process.on('message', ({ name }) => {
  if (name !== 'grow.png') return;
  globalThis.taken = Array.from({ length: 10 }, () => Buffer.alloc(100_000_000, 1));
  for (const until = Date.now() + ${2 * fileLimits.work_look_ms}; Date.now() < until; );
});
`;

test('[F24] a picture that takes all memory ends the process that reads it and nothing else: it is refused, and the next is read by another', async () => {
  const worker = new FileWorker({ program: hungry + workerProgram });
  const stage = await open(worker);
  const ann = await stage.player('ann');
  const ticket = await stage.opened(ann);
  await stage.uploaded(ann, ticket, 'a.png', await png());
  const { pid } = worker;
  const grown = await stage.upload(ann, ticket, 'grow.png', await png(61));
  assert.equal([grown.status, (grown.json() as { code: string }).code], [422, 'file_unreadable']);
  const next = await stage.uploaded(ann, ticket, 'b.png', await png(62));
  assert.is(next.picture?.width, 62);
  assert.not.equal(worker.pid, pid);
  // Two pictures and their small ones.
  assert.is(stage.onDisk().length, 4);
});

test('[F26] an upload that no message named within four hours can be sent no more, and its bytes go once nothing needs them', async () => {
  const data = folder();
  const clock = { time: 1_000 };
  const uploads = new Uploads(() => clock.time);
  const blobs = openBlobs(data);
  const { tables } = openMemoryStorage();
  const sweep = new Sweep({
    tables,
    blobs,
    uploads,
    now: () => Date.now() + clock.time,
    isHeld: () => false,
  });
  const sha256 = 'ab'.repeat(32);
  const file: KeptFile = { id: 'f', name: 'a.txt', bytes: 5, type: 'text/plain', sha256 };
  uploads.add('11', 't1', file);
  const path = blobs.temporary();
  writeFileSync(path, 'hello');
  await blobs.adopt(path, sha256);
  clock.time += fileLimits.upload_life_ms - 1;
  assert.is(await sweep.run(-1), 0);
  assert.ok(uploads.take('11', 't1', ['f'], 'c1').ok);
  clock.time += 1;
  // What is being sent at this moment is not taken away.
  assert.is(await sweep.run(-1), 0);
  uploads.settled(['f'], false);
  assert.is(await sweep.run(-1), 1);
  const late = uploads.take('11', 't1', ['f'], 'c1');
  assert.is(late.ok ? 'taken' : late.refusal.code, 'file_unknown');
  assert.equal([uploads.bytesOf('11'), readdirSync(join(data, 'files/ab'))], [0, []]);
});

const fault = SmallDisk.fault();
if (fault !== undefined) test.skip('[F27] a disk that is full amid an upload', fault);
else {
  test('[F27] a disk that is full amid an upload refuses it in words, tells the operator, and keeps nothing of it', async () => {
    const disk = SmallDisk.make(160 * 1024 * 1024);
    const worker = new FileWorker();
    try {
      const data = disk.folder('data');
      const faults: unknown[] = [];
      const uploads = new Uploads(() => 0);
      const intake = new Intake({
        data,
        tables: openMemoryStorage().tables,
        blobs: openBlobs(data),
        uploads,
        worker,
        settings: () => ({
          file_kinds: ['texts'],
          file_bytes_max: keptSettings.file_bytes_max.fallback,
          account_files_bytes_max: keptSettings.account_files_bytes_max.fallback,
          files_bytes_max: keptSettings.files_bytes_max.fallback,
        }),
        isBounded: () => true,
        onFault: (error) => faults.push((error as { code?: string }).code),
      });
      const chunk = Buffer.alloc(512 * 1024, 'x');
      async function* source(): AsyncGenerator<Buffer> {
        yield chunk;
        assert.throws(() =>
          writeFileSync(join(disk.path, 'other'), Buffer.alloc(200 * 1024 * 1024)),
        );
        for (let i = 0; i < 8; i += 1) yield chunk;
      }
      const incoming = { account: '11', ticket: null, name: 'a.txt', bytes: undefined };
      const taken = await intake.receive({ ...incoming, source: source() });
      assert.is(taken.ok ? 'taken' : taken.refusal.code, 'files_no_room');
      assert.equal(faults, ['ENOSPC']);
      assert.equal([uploads.size, intake.underWay], [0, 0]);
      assert.equal(readdirSync(join(data, 'files'), { recursive: true }), ['incoming']);
      rmSync(join(disk.path, 'other'));
      async function* whole(): AsyncGenerator<Buffer> {
        yield chunk;
      }
      assert.ok((await intake.receive({ ...incoming, source: whole() })).ok);
    } finally {
      worker.stop();
      disk.remove();
    }
  });
}
