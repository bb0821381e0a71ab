import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { png } from './pictures.ts';
import { stagesOf, type FileStage, type Person } from './stage.ts';

const test = suite('uploads and the messages that name them');
const open = stagesOf(test);

async function setUp(): Promise<{ stage: FileStage; ann: Person; ada: Person; ticket: string }> {
  const stage = await open();
  const ann = await stage.player('ann');
  return { stage, ann, ada: await stage.staff('ada'), ticket: await stage.opened(ann) };
}

/** What sending these files comes to. */
async function sent(
  stage: FileStage,
  who: Person,
  ticket: string,
  files: string[],
  id?: string,
): Promise<string> {
  const command = { kind: 'post_message', body: 'see', files } as const;
  const answer = await stage.command(who, { ...command, files }, ticket, id);
  return answer.ok ? 'done' : answer.refusal.code;
}

test('[F9] an upload opens nothing before its message, and goes into one message of its sender, in the ticket that it was for', async () => {
  const { stage, ann, ada, ticket } = await setUp();
  const other = await stage.opened(await stage.player('ben'));
  const { id } = await stage.uploaded(ada, ticket, 'a.txt', 'hello');
  assert.is((await stage.read(ada, `/files/${ticket}/${id}`)).status, 404);
  assert.is(await sent(stage, ann, ticket, [id]), 'file_unknown');
  assert.is(await sent(stage, ada, other, [id]), 'file_unknown');
  assert.is(await sent(stage, ada, ticket, ['guessed']), 'file_unknown');
  assert.is(await sent(stage, ada, ticket, [id, id]), 'bad_message');
  assert.is(await sent(stage, ada, ticket, [id], 'once'), 'done');
  assert.is(await sent(stage, ada, ticket, [id], 'once'), 'done');
  assert.is(await sent(stage, ada, ticket, [id]), 'file_unknown');
  assert.is(
    (await stage.entries(ann, ticket, 'public')).filter(
      (one) => one.by.account === ada.account && one.what.kind === 'message',
    ).length,
    1,
  );
  assert.is((await stage.read(ada, `/files/${other}/${id}`)).status, 404);
});

test('[F28] files of several MiB are taken whole, four at once', async () => {
  const { stage, ada, ticket } = await setUp();
  const bytes = Buffer.alloc(5 * 1024 * 1024, 'what the log of the game says\n');
  const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt'];
  const taken = await Promise.all(names.map((name) => stage.uploaded(ada, ticket, name, bytes)));
  assert.equal(
    taken.map((file) => file.bytes),
    names.map(() => bytes.length),
  );
  assert.is(
    await sent(
      stage,
      ada,
      ticket,
      taken.map(({ id }) => id),
    ),
    'done',
  );
  const read = await stage.read(ada, `/files/${ticket}/${taken[3]!.id}`);
  assert.is(read.status, 200);
});

test('[F10] an upload outlives no right: its message is decided as any other, and a file is read by who may read its entry at that moment', async () => {
  const { stage, ann, ada, ticket } = await setUp();
  const first = await stage.uploaded(ann, ticket, 'a.txt', 'hello');
  const second = await stage.uploaded(ann, ticket, 'b.txt', 'hello again');
  assert.ok((await stage.command(ann, { kind: 'close' }, ticket)).ok);
  assert.is(await sent(stage, ann, ticket, [first.id]), 'ticket_closed');
  assert.ok((await stage.command(ann, { kind: 'reopen' }, ticket)).ok);
  assert.is(await sent(stage, ann, ticket, [first.id]), 'done');
  const path = `/files/${ticket}/${first.id}`;
  const { etag = '' } = (await stage.read(ann, path)).headers;
  const remove = { kind: 'remove_participant', account: ann.account } as const;
  assert.ok((await stage.command(ada, remove, ticket)).ok);
  assert.is(await sent(stage, ann, ticket, [second.id]), 'ticket_unknown');
  const read = await stage.site.ask('GET', path, {
    host: `127.0.0.1:${stage.site.port}`,
    cookie: ann.cookie,
    'if-none-match': etag,
  });
  assert.is(read.status, 404);
  assert.is((await stage.read(ada, path)).status, 200);
});

test('[F11] a new ticket takes files of its own, and is called by the first where nothing else is said', async () => {
  const { stage, ann, ticket } = await setUp();
  const elsewhere = await stage.uploaded(ann, ticket, 'x.txt', 'for a ticket');
  const { id } = await stage.uploaded(ann, null, 'my house.txt', 'for a new one');
  const asked = { kind: 'open', category: 'Bug' } as const;
  const wrong = await stage.command(ann, { ...asked, files: [elsewhere.id] });
  assert.not.ok(wrong.ok);
  const answer = await stage.command(ann, { ...asked, files: [id] });
  assert.ok(answer.ok);
  const { state } = stage.storage.tables.ticket(answer.ticket);
  assert.is(state?.subject, 'my house.txt');
  assert.is((await stage.read(ann, `/files/${answer.ticket}/${id}`)).text, 'for a new one');
});

test('[F12] an account has as many bytes kept, and as many uploads waiting, as it may; staff may have more, and all together no more than the server keeps', async () => {
  const { stage, ann, ada, ticket } = await setUp();
  stage.settings.account_files_bytes_max = 100;
  const { id } = await stage.uploaded(ann, ticket, 'a.txt', 'x'.repeat(60));
  assert.match((await stage.upload(ann, ticket, 'b.txt', 'x'.repeat(60))).text, /"files_full"/u);
  assert.is(await sent(stage, ann, ticket, [id]), 'done');
  assert.match((await stage.upload(ann, ticket, 'b.txt', 'x'.repeat(60))).text, /"files_full"/u);
  await stage.uploaded(ada, ticket, 'b.txt', 'y'.repeat(200));
  stage.settings.files_bytes_max = 300;
  const over = await stage.upload(ada, ticket, 'c.txt', 'z'.repeat(60));
  assert.equal([over.status, (over.json() as { code: string }).code], [503, 'files_no_room']);
  const { tables } = stage.storage;
  assert.equal(tables.get('files', `by/${ann.account}`), { files: 1, bytes: 60 });
  const many = Array.from({ length: limits.files_per_message_max + 1 }, (_, i) => `f${i}`);
  assert.is(await sent(stage, ann, ticket, many), 'bad_message');
});

test('[F13] what nothing names is swept once it is old; what a message names, or waits for one, stays', async () => {
  const { stage, ann, ticket } = await setUp();
  const picture = await png();
  const kept = await stage.uploaded(ann, ticket, 'a.png', picture);
  assert.is(await sent(stage, ann, ticket, [kept.id]), 'done');
  // The same bytes once more are the same blob.
  const twin = await stage.uploaded(ann, ticket, 'b.png', picture);
  const gone = await stage.uploaded(ann, ticket, 'c.txt', 'never sent');
  assert.is(stage.onDisk().length, 3);
  await stage.files.sweep(-1);
  assert.is(stage.onDisk().length, 3);
  stage.files.drop(ann.account, gone.id);
  await stage.files.sweep();
  assert.is(stage.onDisk().length, 3);
  stage.isHeld = true;
  await stage.files.sweep(-1);
  assert.is(stage.onDisk().length, 3);
  stage.isHeld = false;
  await stage.files.sweep(-1);
  assert.is(stage.onDisk().length, 2);
  stage.files.drop(ann.account, twin.id);
  await stage.files.sweep(-1);
  assert.is(stage.onDisk().length, 2);
  assert.is((await stage.read(ann, `/files/${ticket}/${kept.id}/thumb`)).status, 200);
});
