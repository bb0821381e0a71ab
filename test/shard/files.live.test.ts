import { photo } from '../files/pictures.ts';
import { Game } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';
import { findPython, PythonShard } from '../python/python-shard.ts';

const test = suite('files from the game', { limit_ms: 90_000 });

const ana = { id: '0x1A', name: 'ana' };
const bold = { id: '0x40', name: 'Ana the Bold' };

test('[F120] a shard sends a screenshot in the name of its player, for a new ticket and for a reply, and notices name files', async () => {
  const server = await LiveServer.start();
  const key = await server.shardKey('britain');
  const game = await Game.start(server.socketAddress, key);
  const iris = await StaffMember.signIn(server, 'iris');
  try {
    const player = game.logIn('s-ana', ana, bold);
    const { shard } = game;
    const upload = async (name: string, bytes: Uint8Array, ticket?: string): Promise<string> => {
      const sent = await shard.upload('s-ana', { name, bytes }, ticket);
      assert.is(sent.t, 'done');
      return sent.t === 'done' ? sent.file : '';
    };
    const first = await upload('screen.jpg', await photo());
    const body = { category: 'Bug', body: 'See' } as const;
    const opened = await shard.command('s-ana', { kind: 'open', ...body, files: [first] });
    assert.ok(opened.t === 'done' && opened.ticket !== undefined);
    const { ticket } = opened;
    const read = await fetch(`${server.address}/files/${ticket}/${first}`, {
      headers: { cookie: iris.cookie },
    });
    assert.not((await read.text()).includes('SECRETCAM'));
    const log = await upload('crash.log', Buffer.from('it crashed'), ticket);
    const reply = { kind: 'post_message', body: '', files: [log] } as const;
    assert.is((await shard.command('s-ana', { ...reply, files: [log] }, ticket)).t, 'done');

    // Neither a stranger's key, nor one who does not play, nor what is not taken.
    const refused = await shard.upload('s-ana', { name: 'x', bytes: new Uint8Array(0) });
    assert.is(refused.t === 'refused' && refused.code, 'file_empty');
    const gone = await shard.upload('s-ben', { name: 'x.txt', bytes: Buffer.from('x') });
    assert.is(gone.t === 'refused' && gone.code, 'session_unknown');
    const strange = await fetch(`${server.address}/files?name=x.txt&session=s-ana`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}x` },
      body: 'x',
    });
    assert.is(strange.status, 401);

    const send = async (text: string, name: string): Promise<void> => {
      const asked = new URLSearchParams({ name, ticket });
      const headers = { cookie: iris.cookie, origin: server.address };
      const init = { method: 'POST', headers, body: 'look' };
      const sent = await fetch(`${server.address}/files?${asked.toString()}`, init);
      const { id } = (await sent.json()) as { id: string };
      const command = { kind: 'post_message', body: text, files: [id] } as const;
      const done = await iris.connection.command(
        { ...command, files: [id] },
        { ticket, as: 'support' },
      );
      assert.is(done.t, 'done');
    };
    await send('Here', 'answer.txt');
    assert.is((await player.notices.next()).text, 'Here\n[File: answer.txt]');
    await server.run('settings', 'set', 'game_file_links', 'true');
    await send('', 'map.txt');
    const { text } = await player.notices.next();
    assert.match(text, /^\[File: map\.txt\]\nhttp:.*\/#\/mine\//u);
  } finally {
    iris.close();
    game.shard.close();
    await server.end();
  }
});

test('[F121] an upload of a shard outlasts a restart of the server', async () => {
  const server = await LiveServer.start();
  const game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  try {
    game.logIn('s-ana', ana, bold);
    await server.kill();
    const sent = game.shard.upload('s-ana', { name: 'a.txt', bytes: Buffer.from('kept') });
    await server.start();
    game.shard.wake();
    assert.is((await sent).t, 'done');
  } finally {
    game.shard.close();
    await server.end();
  }
});

test('[F122] the client in Python sends a file of a player, for an opening and for a reply', async () => {
  const found = findPython();
  // Said by the tests of that client.
  if ('missing' in found) return;
  const server = await LiveServer.start();
  const key = await server.shardKey('britain');
  const shard = new PythonShard(found.python, [server.socketAddress, key]);
  try {
    const account = { account: ana.id, account_name: ana.name, account_created: 1_600_000_000_000 };
    const character = {
      character: bold.id,
      character_name: bold.name,
      character_created: 1_600_000_000_000,
    };
    shard.send({ do: 'open', session: 's-ana', ...account, ...character });
    await shard.state('live');
    const upload = (text: string, ticket?: unknown) =>
      shard.ask({
        do: 'upload',
        session: 's-ana',
        name: 'a.txt',
        data: Buffer.from(text).toString('base64'),
        ...(ticket === undefined ? {} : { ticket }),
      });
    const first = await upload('first');
    const open = { kind: 'open', category: 'Bug', body: 'See', files: [first.file] };
    const opened = await shard.ask({ do: 'command', session: 's-ana', deed: open });
    assert.is(opened.on, 'done', JSON.stringify([first, opened]) + JSON.stringify(shard.lines));
    const second = await upload('second', opened.ticket);
    const deed = { kind: 'post_message', body: 'more', files: [second.file] };
    const { ticket } = opened;
    const reply = await shard.ask({ do: 'command', session: 's-ana', deed, ticket });
    assert.is(reply.on, 'done');
    assert.is((await upload('')).code, 'file_empty');
  } finally {
    shard.kill();
    await server.end();
  }
});
