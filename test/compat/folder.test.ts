import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Storage } from '../../server/storage/storage.ts';
import { assertKept } from '../support/assert-kept.ts';
import { readFolder } from '../support/folder-reads.ts';
import { Game } from '../support/game.ts';
import { packageRoot } from '../support/package-root.ts';
import { Running, type Client } from '../support/running-server.ts';
import { sampleDiscord, type SampleDiscord } from '../support/sample-discord.ts';
import { assert, suite } from '../support/suite.ts';

/**
 * A folder as version 0.1.0 left it when it was killed, and what was known of it then. Its notices and
 * what it told Discord were held up before: some of what was said waits in it to be told to players,
 * and to be looked at for Discord.
 */
interface Facts {
  /** When it was killed. */
  readonly at: number;
  /** Of Ada, who is signed in with the cookie, too. */
  readonly password: string;
  readonly cookie: string;
  readonly token: string;
  /** Of dee, who never used it. */
  readonly link: string;
  readonly shardKey: string;
  readonly tickets: Readonly<Record<'stuck' | 'closed' | 'party' | 'brief', string>>;
  /** What Ada read over the wire. */
  readonly reads: Readonly<Record<string, unknown>>;
}

const sample = join(packageRoot, 'test/data/folder-0.1.0');
const facts = JSON.parse(readFileSync(join(sample, 'facts.json'), 'utf8')) as Facts;

// It is opened a minute later, while its sessions and links are good.
const { now } = Date;
const later = facts.at + 60_000 - now.call(Date);
Date.now = () => now.call(Date) + later;

const test = suite('the folder of version 0.1.0', { limit_ms: 30_000 });

let data: string;
let storage: Storage;
let beside: SampleDiscord;
let server: Running;

test.before(async () => {
  data = mkdtempSync(join(tmpdir(), 'shardbell-'));
  writeFileSync(join(data, 'data.mdb'), gunzipSync(readFileSync(join(sample, 'data.mdb.gz'))));
  beside = await sampleDiscord();
  server = await started();
});

test.after(async () => {
  await server?.stop();
  await beside?.discord.stop();
  rmSync(data, { recursive: true, force: true });
});

/** Rights that came after 0.1.0. */
const newer = [
  'tickets.evidence',
  'tickets.act',
  'tickets.figures',
  'tickets.remarks',
  'tickets.share_views',
  'tickets.mute',
];

function started(): Promise<Running> {
  const { world, api, cdn } = beside.discord;
  return Running.start({}, (opened) => (storage = opened), {
    SHARDBELL_DATA: data,
    SHARDBELL_DISCORD_TOKEN: world.token,
    SHARDBELL_DISCORD_API: api,
    SHARDBELL_DISCORD_CDN: cdn,
  });
}

/** Ada, with the session that she had. */
async function ada(): Promise<Client> {
  const reply = await server.post('/web/socket', {}, { cookie: facts.cookie });
  const { ticket } = (await reply.json()) as { ticket: string };
  const client = await server.connect();
  client.send({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
  await client.next((message) => message.t === 'welcome');
  return client;
}

/** Administrators hold every right, so later versions tell more of them. */
function rightsOf010(read: unknown): unknown {
  return JSON.parse(JSON.stringify(read), (field, value: unknown) =>
    field === 'rights' ? (value as string[]).filter((right) => !newer.includes(right)) : value,
  );
}

test('[J70] a folder of version 0.1.0 reads as it did, and whoever could come in can', async () => {
  const client = await ada();
  const reads = await readFolder(client, 6);
  for (const [what, was] of Object.entries(facts.reads)) {
    assertKept(was, rightsOf010(reads[what]), what);
  }

  const headers = { authorization: `Bearer ${facts.token}` };
  const listed = await fetch(`${server.origin}/api/help-tickets`, { headers });
  assert.is(listed.status, 200);
  const signIn = { username: 'ada', password: facts.password };
  assert.is((await server.post('/auth/login', signIn)).status, 200);
  assert.is((await server.post('/web/link', { secret: facts.link })).status, 200);
  assert.is((await server.post('/web/link', { secret: facts.link })).status, 401);
});

test('[J71] replies that wait in it to be told to players are shown once, in order; what was told there is not told again', async () => {
  const game = await Game.start(`${server.origin.replace('http', 'ws')}/ws`, facts.shardKey);
  const account = { id: 'a-0', name: 'ana', created: 1_600_000_000_000 };
  const character = { id: 'c-0', name: 'ana the Bold' };
  const first = game.logIn('s-1', account, character);
  const waited = ['made and not shown', 'not made yet', 'You are both invited'];
  for (const text of waited) assert.is((await first.notices.next()).text, text);

  const client = await ada();
  const reply = async (body: string): Promise<void> => {
    const command = { kind: 'post_message', body } as const;
    const about = { ticket: facts.tickets.stuck, as: 'support' };
    assert.is((await client.command(command, about)).t, 'done');
  };
  await reply('said today');
  assert.is((await first.notices.next()).text, 'said today');
  // What it says after the acknowledgement is heard after it.
  assert.is((await first.write(facts.tickets.stuck, 'Thank you!')).t, 'done');
  game.logOff('s-1');
  await reply('said while she was away');
  const again = game.logIn('s-2', account, character);
  assert.is((await again.notices.next()).text, 'said while she was away');
  assert.is(again.notices.all.length, 1);
  game.shard.close();
});

test('[J72] tickets that wait in it to be looked at for Discord are, also those that were archived meanwhile', async () => {
  const { discord, ana } = beside;
  const isDue = (): boolean => storage.tables.due('discord', { limit: 1 }).length > 0;
  const dm = await discord.until(() => ana.dms[0]);
  assert.match(JSON.stringify(dm), /#6/u);
  for (const words of ['not made yet', 'You are both invited', 'How do I tame a dragon']) {
    await discord.until(() =>
      JSON.stringify([...discord.world.messages.values()].map((all) => [...all.values()])).includes(
        words,
      ),
    );
  }
  const { brief, closed } = facts.tickets;
  while (isDue() || storage.tables.get('discord', `past/${brief}`) === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.is(storage.tables.get('discord', `past/${closed}`), undefined, 'it was reopened');
  const metrics = await (await fetch(`${server.origin}/metrics`)).text();
  assert.match(metrics, /^shardbell_due_count\{work="discord"\} 0$/mu);
  assert.equal(ana.dms.length, 1);
  assert.equal(discord.world.exposures, []);
});
