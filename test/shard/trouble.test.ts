import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { ShardClient } from '../../clients/shard/client.ts';
import type { ShardOptions } from '../../clients/shard/options.ts';
import { troubleOf, type Trouble } from '../../clients/shard/trouble.ts';
import { closes } from '../../protocol/close.ts';
import { decode, encode } from '../../protocol/codec.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('troubles of a shard', { limit_ms: 60_000 });

const opened: { close(): void }[] = [];
test.after.each(() => {
  for (const one of opened.splice(0)) one.close();
});

function listening(server: Server): Promise<string> {
  opened.push(server);
  server.listen(0, '127.0.0.1');
  return once(server, 'listening').then(
    () => `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
}

/** A server that answers every request for a WebSocket with this. */
function refusing(status: number, text: string): Promise<string> {
  const server = createServer();
  server.on('upgrade', (_request, socket) => {
    const head = `HTTP/1.1 ${status} no\r\nConnection: close\r\nContent-Type: text/plain\r\n`;
    socket.end(`${head}Content-Length: ${text.length}\r\n\r\n${text}`);
  });
  return listening(server);
}

/** A server that welcomes a shard and then says this to it; or turns it away with a close code. */
async function welcoming(say: ServerMessage[], code?: number): Promise<string> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  opened.push({
    close: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
  });
  const you = { as: 'shard', shard: 'north' } as const;
  const welcome = { t: 'welcome', v: 1, epoch: 'e', now: 1, heartbeat_ms: 8_000, you } as const;
  sockets.on('connection', (socket) => {
    const send = (message: ServerMessage) => socket.send(encode(message, 'shardbell.v1'));
    socket.on('message', (data: Buffer) => {
      const decoded = decode(data, 'shardbell.v1');
      assert.ok(decoded.ok);
      const { t, id } = decoded.value as { t: string; id?: string };
      if (t === 'hello' && code !== undefined) return socket.close(code);
      if (t === 'hello') return send(welcome);
      if (t === 'sessions_end') for (const message of say) send(message);
      if (id !== undefined) send({ t: 'done', id });
    });
  });
  return listening(server);
}

function shardAt(url: string, options: Partial<ShardOptions> = {}): ShardClient {
  const shard = new ShardClient({ url, key: 'key', onForm() {}, onNotice() {}, ...options });
  opened.push(shard);
  return shard;
}

function firstTrouble(url: string): Promise<Trouble> {
  return new Promise((resolve) => {
    const shard = shardAt(url, {
      onState: (state) => {
        const trouble = troubleOf(state);
        if (trouble !== undefined) resolve(trouble);
      },
    });
    shard.start();
  });
}

const wire = 's1~1';
const notice = {
  session: wire,
  kind: 'system',
  ticket: null,
  number: null,
  from: '',
  at: 1,
} as const;
const place = { gump: 7, serial: 0, x: 0, y: 0, elements: [] };
const said: ServerMessage[] = [
  { t: 'show_form', form: 'f1', session: wire, ...place },
  { t: 'show_form', form: 'f2', session: wire, ...place },
  { t: 'notify', notice: 'n1', text: 'x', ...notice },
  { t: 'notify', notice: 'n2', text: 'x', ...notice },
  { t: 'form_gone', session: wire, form: 'f1', entries: [], offered: false },
];

for (const how of ['throws', 'rejects'] as const) {
  // [S73] What a function of the shard's own throws is told to its onError, or printed, and costs
  // neither the connection nor what comes after.
  test(`[S73] what a function of the shard's own ${how} is told to onError, and the connection stays`, async () => {
    const errors: string[] = [];
    const bad = (what: string) => (): never => {
      const error = new Error(what);
      if (how === 'throws') throw error;
      return Promise.reject(error) as never;
    };
    const shard = shardAt(await welcoming(said), {
      onForm: bad('form'),
      onNotice: bad('notice'),
      onFormGone: bad('gone'),
      onState: bad('state'),
      onError: (error) => void errors.push((error as Error).message),
    });
    shard.open({ session: 's1', account: { id: 'a1', name: 'ana' } });
    shard.start();
    // What comes after it is heard: the answer to this, and all that was said before.
    assert.is((await shard.help('s1')).t, 'done');
    const count = (what: string) => errors.filter((error) => error === what).length;
    assert.equal([count('form'), count('notice'), count('gone')], [2, 2, 1]);
    assert.ok(count('state') >= 3);
    assert.is((await shard.help('s1')).t, 'done');
  });
}

test('[S73] an onError that throws costs nothing either', async () => {
  const shard = shardAt(await welcoming(said), {
    onForm: () => {
      throw new Error('form');
    },
    onError: () => {
      throw new Error('worse');
    },
  });
  shard.open({ session: 's1', account: { id: 'a1', name: 'ana' } });
  shard.start();
  assert.is((await shard.help('s1')).t, 'done');
});

test('[S74] a shard that gets no connection is told why: the answer of HTTP, the close code, or what the network said', async () => {
  const answers: readonly (readonly [status: number, final: boolean])[] = [
    [401, true],
    [404, true],
    [421, true],
    [429, false],
    [503, false],
  ];
  for (const [status, final] of answers) {
    const trouble = await firstTrouble(await refusing(status, 'Because of\x07 this.\n'));
    assert.match(trouble.sentence, `The server answered HTTP ${status}: `);
    assert.match(trouble.sentence, 'Because of this.');
    assert.is(trouble.final, final, String(status));
  }
  const { code, sentence } = closes.full;
  assert.equal(await firstTrouble(await welcoming([], code)), { sentence, final: false });
  const wrongKey = closes.credentials_refused;
  assert.equal(await firstTrouble(await welcoming([], wrongKey.code)), {
    sentence: wrongKey.sentence,
    final: true,
  });
  const gone = await refusing(404, '');
  opened.pop()?.close();
  assert.match((await firstTrouble(gone)).sentence, 'ECONNREFUSED');
  for (const address of ['', '127.0.0.1:4600', 'ftp://x', 'nonsense']) {
    assert.throws(() => shardAt(address), /is no address of a server/u);
  }
});

async function sample(file: string, args: string[], env: Record<string, string>) {
  const program = fileURLToPath(new URL(`../../clients/shard/${file}`, import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { env });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (words += chunk.toString()));
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, words: words.replaceAll(/\s+/gu, ' ') };
}

test('[S75] the samples say what they wait for and why, and end with a sentence and exit code 1 where nothing comes of waiting: a wrong key, a wrong path, no address', async () => {
  const wrong: readonly (readonly [url: string, why: RegExp])[] = [
    [await refusing(404, 'The socket is at /ws.'), /HTTP 404: The socket is at \/ws/u],
    [await welcoming([], closes.credentials_refused.code), /The key or ticket is not/u],
  ];
  for (const [url, why] of wrong) {
    const example = await sample('example.js', [url], { SHARDBELL_SHARD_KEY: 'k'.repeat(43) });
    assert.is(example.code, 1);
    assert.match(example.words, why);
    const world = await sample('world/main.js', ['--server', `${url}/ws`, '--key', 'k'], {});
    assert.is(world.code, 1);
    assert.match(world.words, why);
  }
  const { code, words } = await sample('example.js', [], {});
  assert.is(code, 2);
  assert.match(words, 'SHARDBELL_SHARD_KEY is not set');
});
