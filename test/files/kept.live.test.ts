import { mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { File } from '../../protocol/ticket.ts';
import { LiveServer, kill_words } from '../support/live-server.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';
import { png } from './pictures.ts';

const test = suite('files that are kept', { limit_ms: 120_000 });

function send(
  server: LiveServer,
  who: StaffMember,
  ticket: string,
  name: string,
  body: Buffer | string,
): Promise<Response> {
  const asked = new URLSearchParams({ name, ticket });
  const headers = { cookie: who.cookie, origin: server.address };
  return fetch(`${server.address}/files?${asked.toString()}`, { method: 'POST', headers, body });
}

async function taken(reply: Response): Promise<File> {
  assert.is(reply.status, 201);
  return (await reply.json()) as File;
}

/** Blobs in a folder, by their hash. */
function blobsIn(folder: string): string[] {
  const names = readdirSync(join(folder, 'files'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /[/\\][0-9a-f]{64}$/u.test(name)).toSorted();
}

test('[F20] a server that is killed between a file and its message has the file and no message; killed after the message is stored it has both, and a backup has what entries name', async () => {
  const server = await LiveServer.start('killing');
  const backup = join(mkdtempSync(join(tmpdir(), 'shardbell-backup-')), 'made');
  try {
    const iris = await StaffMember.signIn(server, 'iris');
    const ticket = await iris.open('files', []);
    const lost = await taken(await send(server, iris, ticket, 'a.txt', 'never named'));
    await server.kill();
    await server.start('killing');
    assert.is(blobsIn(server.data).length, 1);
    const post = (file: File, body: string) => {
      const command = { kind: 'post_note', body, files: [file.id] } as const;
      const { kind, files } = command;
      return iris.connection.command({ kind, body, files: [...files] }, { ticket, as: 'support' });
    };
    const answer = await post(lost, 'with it');
    assert.equal([answer.t, answer.t === 'refused' && answer.code], ['refused', 'file_unknown']);

    const kept = await taken(await send(server, iris, ticket, 'proof.png', await png()));
    const died = server.died();
    const answered = post(kept, kill_words.after_commit);
    await died;
    await server.start();
    assert.is((await answered).t, 'done');
    const read = (): Promise<Response> =>
      fetch(`${server.address}/files/${ticket}/${kept.id}`, { headers: { cookie: iris.cookie } });
    const bytes = Buffer.from(await (await read()).arrayBuffer());
    assert.is(bytes.length, kept.bytes);

    await server.run('backup', backup);
    assert.equal(blobsIn(backup), blobsIn(server.data));
    const manifest = readFileSync(join(backup, 'files.sha256'), 'utf8');
    for (const blob of blobsIn(backup)) {
      assert.ok(manifest.includes(blob.replaceAll('\\', '/')));
      // A file that is gone is told as none, and the server goes on.
      unlinkSync(join(server.data, 'files', blob));
    }
    assert.is((await read()).status, 404);
    iris.close();
  } finally {
    await server.end();
    rmSync(join(backup, '..'), { recursive: true, force: true });
  }
});

const fault = SmallDisk.fault();
if (fault !== undefined) test.skip('[F21] a disk without room for files', fault);
else {
  test('[F21] a disk that has room for messages only takes no file and goes on taking messages', async () => {
    const disk = SmallDisk.make(96 * 1024 * 1024);
    const server = await LiveServer.on(disk.folder('data'));
    try {
      const iris = await StaffMember.signIn(server, 'iris');
      const ticket = await iris.open('files', []);
      const reply = await send(server, iris, ticket, 'a.txt', 'hello');
      assert.is(reply.status, 503);
      assert.is(((await reply.json()) as { code: string }).code, 'files_no_room');
      const note = { kind: 'post_note', body: 'without it' } as const;
      const said = await iris.connection.command(note, { ticket, as: 'support' });
      assert.is(said.t, 'done');
      assert.equal(blobsIn(server.data), []);
      iris.close();
    } finally {
      await server.end();
      disk.remove();
    }
  });
}
