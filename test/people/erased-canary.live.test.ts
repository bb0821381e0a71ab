import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Game } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';
import { run } from '../cli/cli.ts';

const test = suite('an erased canary', { limit_ms: 120_000 });

/** In the account's name, its character, its texts, and in a file and its name. */
const canary = 'canarybird';
/** Longer than a file that nothing names may stay. */
const day_ms = 24 * 60 * 60 * 1_000;

function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name);
    return name.includes(text) || (statSync(path).isFile() && readFileSync(path).includes(text));
  });
}

async function metrics(server: LiveServer): Promise<string> {
  return (await fetch(`${server.address}/metrics`)).text();
}

/** Waits until nothing of an erasure is left to be done. */
async function erased(server: LiveServer): Promise<string> {
  for (;;) {
    const text = await metrics(server);
    if (/^shardbell_erasures_open 0$/mu.test(text)) return text;
  }
}

/** A day later: nothing waits any more before a file that nothing names goes. */
function age(data: string): void {
  const then = new Date(Date.now() - day_ms);
  const files = join(data, 'files');
  for (const name of readdirSync(files, { recursive: true, encoding: 'utf8' })) {
    utimesSync(join(files, name), then, then);
  }
}

/** Starts on a folder, lets all that is due be done, and stops. */
async function passed(data: string): Promise<void> {
  const server = await LiveServer.on(data);
  try {
    await erased(server);
    await server.stop();
    age(data);
    await server.start();
    await erased(server);
    while (filesWith(join(data, 'files'), canary).length > 0) await metrics(server);
    await server.stop();
  } finally {
    await server.kill();
  }
}

test('[V22] of an erased person nothing is left in any byte of the data folder, after a kill in between, nor in a backup from before that is restored', async () => {
  const base = mkdtempSync(join(tmpdir(), 'shardbell-canary-'));
  const [backup, restored] = [join(base, 'backup'), join(base, 'restored')];
  const server = await LiveServer.start();
  const environment = { SHARDBELL_DATA: server.data, SHARDBELL_PORT: String(server.port) };
  try {
    const game = await Game.start(server.socketAddress, await server.shardKey('moon'));
    game.logIn('s-1', { id: 'a-1', name: canary }, { id: 'c-1', name: `${canary} the bold` });
    const { shard } = game;
    const sent = await shard.upload('s-1', {
      name: `${canary}.txt`,
      bytes: Buffer.from(`${canary} was here\n`.repeat(40)),
    });
    assert.ok(sent.t === 'done');
    const body = {
      category: 'Bug',
      subject: `${canary} is stuck`,
      body: `${canary} asks`,
    } as const;
    const opened = await shard.command('s-1', { kind: 'open', ...body, files: [sent.file] });
    assert.ok(opened.t === 'done' && opened.ticket !== undefined);
    const { ticket } = opened;
    const mo = await StaffMember.signIn(server, 'mo');
    await mo.reply(ticket, 'what support says stays');
    const account = await mo.accountOf(canary);
    mo.close();
    await server.operate('account_alias', { account, alias: `${canary} alias` });
    await server.operate('backup', { to: backup });
    assert.ok(filesWith(backup, canary).length >= 2);

    const said = await run(['account', 'erase', account, '--yes'], environment);
    assert.is(said.code, 0, said.err);
    assert.match(said.out, /in 1 ticket, with 1 message and 1 file of its own/u);
    // Whatever the rest of it is at by now.
    await server.kill();
    shard.close();
    await server.start();
    assert.not((await erased(server)).includes(canary));
    const iris = await StaffMember.signIn(server, 'iris');
    const state = await fetch(`${server.address}/files/${ticket}/${sent.file}`, {
      headers: { cookie: iris.cookie },
    });
    assert.is(state.status, 404);
    iris.close();
    const audit = await run(['audit'], environment);
    assert.match(audit.out, new RegExp(`erasure of account ${account}`, 'u'));
    assert.not(audit.out.includes(canary), audit.out);
    await server.stop();
    await passed(server.data);
    assert.equal(filesWith(server.data, canary), []);
    assert.is.not(filesWith(server.data, 'what support says stays').length, 0);

    const list = join(server.data, 'erasures.jsonl');
    const put = await run(['restore', backup, '--erasures', list], { SHARDBELL_DATA: restored });
    assert.is(put.code, 0, put.err);
    await passed(restored);
    assert.equal(filesWith(restored, canary), []);
    assert.is.not(filesWith(restored, 'what support says stays').length, 0);
    const checked = await run(['check'], { SHARDBELL_DATA: restored });
    assert.is(checked.code, 0, checked.out + checked.err);
  } finally {
    await server.end();
    rmSync(base, { recursive: true, force: true });
  }
});
