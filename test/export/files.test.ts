import { mkdtempSync, readdirSync, rmSync, truncateSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { keptSettings } from '../../protocol/kept-settings.ts';
import type { Right } from '../../protocol/permissions.ts';
import type { File } from '../../protocol/ticket.ts';
import { attachedFiles, type Place } from '../../server/export/attached.ts';
import { zipOf } from '../../server/export/zip.ts';
import { Files } from '../../server/files/files.ts';
import { ApiSites, type ApiSite, type Who } from '../http/api/api-site.ts';
import { assert, suite } from '../support/suite.ts';
import { bytesOf, idOf, Saver } from './saver.ts';
import { unzipped } from './unzip.ts';

const test = suite('files of exported people', { limit_ms: 60_000 });
const sites = new ApiSites();
const folders: string[] = [];
const running: Files[] = [];
test.after.each(async () => {
  for (const files of running.splice(0)) files.stop();
  await sites.close();
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

const exporting: readonly Right[] = ['tickets.admin_view', 'tickets.export'];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'shardbell-export-files-'));
  folders.push(made);
  return made;
}

/** Sends a file in a message or in a note. */
async function sends(
  api: ApiSite,
  who: Who,
  number: number,
  [name, text]: readonly [string, string],
  kind: 'post_message' | 'post_note' = 'post_message',
): Promise<void> {
  const { cookie } = await Saver.come(api, who);
  const asked = new URLSearchParams({ name, ticket: idOf(api, number) });
  const headers = {
    host: `127.0.0.1:${api.site.port}`,
    origin: api.site.origin,
    cookie,
    'content-length': String(Buffer.byteLength(text)),
  };
  const reply = await api.site.ask('POST', `/files?${asked.toString()}`, headers, text);
  assert.is(reply.status, 201, reply.text);
  const { id } = reply.json() as File;
  await api.does(who, number, { kind, body: 'see', files: [id] });
}

async function talk() {
  const data = folder();
  const api = await sites.open({
    files: (deps) => {
      const settings = () => ({
        file_kinds: keptSettings.file_kinds.fallback,
        file_bytes_max: keptSettings.file_bytes_max.fallback,
        account_files_bytes_max: keptSettings.account_files_bytes_max.fallback,
        files_bytes_max: keptSettings.files_bytes_max.fallback,
      });
      const files = new Files({ ...deps, data, settings, onFault: () => {} });
      running.push(files);
      return files;
    },
  });
  const [mo, ana, eve] = [await api.staff('mo'), await api.player('ana'), await api.player('eve')];
  const saver = await Saver.come(api, await api.holder('boss', exporting));
  const number = await api.ring(ana, 'a horse');
  return { api, mo, ana, eve, saver, number, data };
}

async function archive(saver: Saver, { id }: Who, notes = false): Promise<Map<string, string>> {
  return unzipped(bytesOf(await saver.save({ kind: 'person', account: id, notes })));
}

const filesIn = (archived: ReadonlyMap<string, string>): Array<[string, string]> =>
  [...archived].filter(([name]) => name.includes('-files/'));

interface Told {
  entries: Array<{ what: { files?: Array<{ name: string; path?: string; missing?: true }> } }>;
}

function toldIn(archived: ReadonlyMap<string, string>, name: string) {
  const { entries } = JSON.parse(archived.get(name)!) as Told;
  return entries.flatMap(({ what }) => what.files ?? []);
}

test('[V74] the archive of a person has the files of their tickets, to which the page of each leads and whose place its JSON names', async () => {
  const { api, mo, ana, saver, number } = await talk();
  await sends(api, ana, number, ['my house.txt', 'ANA lives here']);
  await sends(api, mo, number, ['my house.txt', 'MO was there']);
  const archived = await archive(saver, ana);
  const [first, second] = [1, 2].map((at) => `tickets/${number}-files/${at}-my house.txt`);
  assert.equal(filesIn(archived), [
    [first, 'ANA lives here'],
    [second, 'MO was there'],
  ]);
  assert.equal(
    toldIn(archived, `tickets/${number}.json`).map(({ path }) => path),
    [first, second],
  );
  const page = archived.get(`tickets/${number}.html`)!;
  for (const at of [1, 2])
    assert.match(page, `href="../tickets/${number}-files/${at}-my%20house.txt"`);
});

test('[V75] files of notes are in no copy for the person, and of tickets of others there are only the files that they sent', async () => {
  const { api, mo, ana, eve, saver, number } = await talk();
  await sends(api, mo, number, ['about-ana.txt', 'NOTE on ana'], 'post_note');
  const others = await api.ring(eve, 'a secret');
  await sends(api, eve, others, ['eve.txt', 'EVE alone']);
  await api.does(mo, others, { kind: 'add_participants', accounts: [ana.id] });
  await sends(api, ana, others, ['ana.txt', 'ANA was here']);
  await api.does(mo, others, { kind: 'remove_participant', account: ana.id });
  const own = await archive(saver, ana);
  assert.equal(filesIn(own), [[`elsewhere/${others}-files/1-ana.txt`, 'ANA was here']]);
  assert.not.match([...own.values()].join('\n'), /NOTE|about-ana|EVE|eve\.txt/u);
  assert.match(own.get(`elsewhere/${others}.html`)!, `${others}-files/1-ana.txt"`);
  const whole = await archive(saver, ana, true);
  assert.is(whole.get(`tickets/${number}-files/1-about-ana.txt`), 'NOTE on ana');
  assert.not.match([...whole.values()].join('\n'), 'EVE');
});

test('[V76] a file whose bytes are gone or cut is told as missing on its page and in its JSON, and the archive goes on to its end', async () => {
  const { api, ana, saver, number, data } = await talk();
  await sends(api, ana, number, ['gone.txt', 'GONE']);
  await sends(api, ana, number, ['cut.txt', 'CUT IN HALF']);
  await sends(api, ana, number, ['kept.txt', 'KEPT']);
  const blobs = readdirSync(join(data, 'files'), { recursive: true, encoding: 'utf8' });
  const blobOf = (text: string): string => {
    const sha256 = createHash('sha256').update(text).digest('hex');
    return join(
      data,
      'files',
      blobs.find((name) => name.endsWith(sha256))!,
    );
  };
  unlinkSync(blobOf('GONE'));
  truncateSync(blobOf('CUT IN HALF'), 3);
  const archived = await archive(saver, ana);
  assert.equal(filesIn(archived), [[`tickets/${number}-files/3-kept.txt`, 'KEPT']]);
  assert.equal(
    toldIn(archived, `tickets/${number}.json`).map(({ name, missing }) => [name, missing]),
    [
      ['gone.txt', true],
      ['cut.txt', true],
      ['kept.txt', undefined],
    ],
  );
  const page = archived.get(`tickets/${number}.html`)!;
  assert.match(page, /gone\.txt<\/bdi> <span class="muted">is missing/u);
  assert.match(page, /cut\.txt<\/bdi> <span class="muted">is missing/u);
  assert.match(archived.get('index.html')!, /<\/html>\n$/u);
});

/** Entries with files of these names, whose bytes are all those of one file of so many. */
async function stored(names: readonly string[], bytes: number) {
  const path = join(folder(), 'blob');
  await using made = await opened(path, 'w');
  await made.handle.writeFile(Buffer.alloc(bytes, 7));
  const files = names.map((name, i) => {
    return { id: `f${i}`, name, bytes, type: 'text/plain', sha256: 'ab' };
  });
  const event = { change: { type: 'message_posted', files } } as unknown as TicketEvent;
  const count = { opened: 0, closed: 0, read: 0 };
  const blobs = {
    open: async () => {
      const handle = await open(path, 'r');
      count.opened += 1;
      const close = handle.close.bind(handle);
      handle.close = () => {
        count.closed += 1;
        return close();
      };
      const read = handle.read.bind(handle) as (...all: unknown[]) => Promise<never>;
      handle.read = (...all: unknown[]) => {
        count.read += 1;
        return read(...all);
      };
      return { handle, bytes };
    },
  };
  async function* events(): AsyncGenerator<TicketEvent[]> {
    yield [event];
  }
  return { blobs, events: events(), count };
}

async function opened(path: string, flags: string) {
  const handle = await open(path, flags);
  return { handle, [Symbol.asyncDispose]: () => handle.close() };
}

test('[V77] however a stored file is called, its name in the archive is below the folder of its ticket, there once, and one that a file system takes', async () => {
  const names = [
    '../../evil.txt',
    'C:\\Windows\\evil.txt',
    '..',
    'a.txt',
    'A.txt',
    'a.txt',
    '木'.repeat(110) + '.txt',
  ];
  const { blobs, events } = await stored(names, 3);
  const places = new Map<string, Place>();
  const wish = { blobs, events, folder: 'tickets/1-files', places, stillMay: () => true };
  const zip = zipOf(attachedFiles(wish), new Date(0));
  const archived = [
    ...(await unzipped(new Uint8Array(await new Response(zip).arrayBuffer()))).keys(),
  ];
  assert.equal(archived, [
    'tickets/1-files/1-evil.txt',
    'tickets/1-files/2-evil.txt',
    'tickets/1-files/3-file',
    'tickets/1-files/4-a.txt',
    'tickets/1-files/5-A.txt',
    'tickets/1-files/6-a.txt',
    'tickets/1-files/7-file.txt',
  ]);
  assert.is(places.size, names.length);
});

test('[V78] files are read as the archive is taken, and whoever goes away amid one leaves none open', async () => {
  const { blobs, events, count } = await stored(['a.txt', 'b.txt', 'c.txt'], 8 * 1024 * 1024);
  const wish = { blobs, events, folder: 'f', places: new Map(), stillMay: () => true };
  const reader = zipOf(attachedFiles(wish), new Date(0)).getReader();
  await reader.read();
  await reader.read();
  for (let turn = 0; turn < 500; turn += 1) await new Promise((next) => setImmediate(next));
  assert.is(count.opened, 1);
  assert.ok(count.read < 20, `${count.read} pieces of 128 were read`);
  await reader.cancel();
  while (count.closed < count.opened) await new Promise((next) => setImmediate(next));
  assert.is(count.opened, 1);
});

test('[V79] who may no longer export gets nothing more of a file that is being read', async () => {
  const { blobs, events, count } = await stored(['a.txt'], 8 * 1024 * 1024);
  const wish = { blobs, events, folder: 'f', places: new Map(), stillMay: () => count.read < 5 };
  const cut = await new Response(zipOf(attachedFiles(wish), new Date(0))).arrayBuffer().then(
    () => 'all of it came',
    (error: Error) => error.name,
  );
  assert.is(cut, 'NoLonger');
  assert.is(count.read, 5);
});
