import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Game, numberIn } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { packageRoot } from '../support/package-root.ts';
import { png } from '../files/pictures.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('a server whose files are taken away', { limit_ms: 60_000 });

let installed: string;
let server: LiveServer | undefined;
let game: Game | undefined;

test.before(() => {
  installed = mkdtempSync(join(tmpdir(), 'shardbell-installed-'));
  for (const part of ['server', 'actors', 'protocol', 'clients', 'web']) {
    cpSync(join(packageRoot, 'dist', part), join(installed, 'dist', part), { recursive: true });
  }
  cpSync(
    join(packageRoot, 'server/help-scripts/shipped'),
    join(installed, 'server/help-scripts/shipped'),
    {
      recursive: true,
    },
  );
  cpSync(join(packageRoot, 'package.json'), join(installed, 'package.json'));
  symlinkSync(join(packageRoot, 'node_modules'), join(installed, 'node_modules'));
});

test.after(async () => {
  game?.shard.close();
  await server?.end();
  rmSync(installed, { recursive: true, force: true });
});

test('[E26] what runs needs nothing from the folder that it was started from: another version may be put there', async () => {
  // Packages are looked for below that folder too, and so are gone with it.
  const env = { NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main' };
  const main = join(installed, 'dist/server/cli/main.js');
  server = await LiveServer.start('plain', undefined, env, main);
  const key = await server.shardKey('britain');
  const iris = await StaffMember.signIn(server, 'iris');
  const ticket = await iris.open('files', []);
  rmSync(installed, { recursive: true, force: true });

  game = await Game.start(server.socketAddress, key);
  const player = game.logIn('s1', { id: 'a1', name: 'Ana' }, { id: 'c1', name: 'Ana' });
  assert.is(numberIn(await player.ring('A question', 'Is anybody there?')), 2);

  // A script that is saved starts another thread, with those that ship below it.
  const scripts = join(server.data, 'scripts');
  mkdirSync(scripts);
  writeFileSync(
    join(scripts, 'help.lua'),
    `local words = require('gumps.words')
     function on_help_request(s) gump.send(s, gump.create():text(0, 0, 0, words.blank)) end`,
  );
  while (!server.log.includes('the help scripts were changed')) {
    assert.ok(server.isRunning, server.log);
    await new Promise((resolve) => setImmediate(resolve));
  }
  void player.help();
  assert.equal((await player.nextForm()).text.words, ['Please write something first.']);

  const page = await fetch(server.address);
  assert.is(page.status, 200);
  assert.is((await fetch(`${server.address}/api/openapi.json`)).status, 200);

  // A file is read by a process that is started now.
  const headers = { cookie: iris.cookie, origin: server.address };
  for (const [name, body] of [
    ['a.txt', 'hello'],
    ['a.png', await png()],
  ] as const) {
    const asked = new URLSearchParams({ name, ticket });
    const address = `${server.address}/files?${asked.toString()}`;
    const taken = await fetch(address, { method: 'POST', headers, body });
    assert.is(taken.status, 201, name);
  }
  iris.close();
  await server.stop();
});
