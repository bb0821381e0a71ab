import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { ShardClient } from '../../clients/shard/client.ts';
import type { ShardForm } from '../../clients/shard/options.ts';
import { decode, encode } from '../../protocol/codec.ts';
import type { ClientMessage, ServerMessage } from '../../protocol/messages.ts';
import { parseClientMessage } from '../../protocol/parse.ts';
import { refusals } from '../../protocol/refusals.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('shard client answers');
/** As many requests as a shard client keeps while they are not answered. */
const pending_max = 2_000;

let far: FarServer;
let shard: ShardClient;

/** The far end of a real socket: welcomes the shard, shows its player a form, counts the answers. */
class FarServer {
  readonly #sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  readonly answers: Array<ClientMessage & { t: 'form_answered' }> = [];
  holdsHelp = true;
  #send: (message: ServerMessage) => void = () => {};
  readonly #asked: string[] = [];

  constructor() {
    this.#sockets.on('connection', (socket) => {
      this.#send = (message) => socket.send(encode(message, 'shardbell.v1'));
      socket.on('message', (data: Buffer) => {
        const decoded = decode(data, 'shardbell.v1');
        assert.ok(decoded.ok);
        const parsed = parseClientMessage(decoded.value);
        assert.ok(parsed.kind === 'message');
        this.#receive(parsed.message);
      });
    });
  }

  async address(): Promise<string> {
    await once(this.#sockets, 'listening');
    return `ws://127.0.0.1:${(this.#sockets.address() as AddressInfo).port}`;
  }

  /** Answers what waits for help. */
  answerHelp(): void {
    for (const id of this.#asked.splice(0)) this.#send({ t: 'done', id });
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
  }

  #receive(message: ClientMessage): void {
    switch (message.t) {
      case 'hello': {
        const you = { as: 'shard', shard: 'north' } as const;
        const welcome = { t: 'welcome', v: 1, epoch: 'e', now: 1, heartbeat_ms: 8_000 } as const;
        return this.#send({ ...welcome, you });
      }
      case 'session_opened': {
        this.#send({ t: 'done', id: message.id });
        const place = { gump: 7, serial: 0, x: 0, y: 0, elements: [] };
        return this.#send({ t: 'show_form', form: 'f1', session: message.session, ...place });
      }
      case 'help_requested':
        this.#asked.push(message.id);
        return this.holdsHelp ? undefined : this.answerHelp();
      case 'form_answered': {
        this.answers.push(message);
        const { id } = message;
        const code = 'help_unavailable';
        if (this.answers.length > 1) return this.#send({ t: 'done', id });
        return this.#send({ t: 'refused', id, code, ...refusals[code] });
      }
      default:
        if ('id' in message) this.#send({ t: 'done', id: message.id });
    }
  }
}

async function shownForm(): Promise<ShardForm> {
  far = new FarServer();
  const url = await far.address();
  return new Promise((onForm) => {
    shard = new ShardClient({ url, key: 'key', onForm, onNotice: () => {} });
    shard.open({ session: 's1', account: { id: 'a1', name: 'ana' } });
    shard.start();
  });
}

test.after.each(() => {
  shard.close();
  far.close();
});

// [S34] A form whose answer was not taken may be answered again.
test('[S34] a form whose answer was refused may be answered again, and once only when it was taken', async () => {
  const { form, session } = await shownForm();
  assert.is(session, 's1');
  const reply = { button: 1, entries: { 1: 'a thousand words' } };
  assert.is((await shard.answerForm(form, reply)).t, 'refused');
  assert.is((await shard.answerForm(form, reply)).t, 'done');
  assert.is((await shard.answerForm(form, reply)).t, 'ended');
  assert.is(far.answers.length, 2);
});

test('[S34] a form whose answer could not even be sent may be answered again', async () => {
  const { form } = await shownForm();
  const asked = Array.from({ length: pending_max }, () => shard.help('s1'));
  assert.is((await shard.answerForm(form, { button: 1 })).t, 'full');
  far.holdsHelp = false;
  far.answerHelp();
  await Promise.all(asked);
  assert.is((await shard.answerForm(form, { button: 1 })).t, 'refused');
});

test('[S34] a form of a session that is over is not answered', async () => {
  const { form } = await shownForm();
  shard.end('s1');
  assert.is((await shard.answerForm(form, { button: 1 })).t, 'ended');
  assert.equal(far.answers, []);
});
