import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { AdminAnswer } from '../../server/admin/command-handler.ts';
import { loadSettings } from '../../server/config/load.ts';
import { ApiTokens } from '../../server/http/api/tokens.ts';
import { createLog } from '../../server/platform/log.ts';
import type { Serving } from '../../server/serve.ts';
import { startServer } from '../../server/server.ts';
import type { Storage } from '../../server/storage/storage.ts';
import type { ClientMessage, ServerMessage, ServerMessageOf } from '../../protocol/messages.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import type { Right } from '../../protocol/permissions.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { raiseBounds } from './unbounded.ts';
import { TestFolder } from './folder.ts';
import { Game } from './game.ts';

/** A whole server in this process, on a port of its own. */
export class Running {
  readonly #server: Serving;
  readonly #letGo: () => void;
  readonly #clients: Client[] = [];
  readonly #tokens: ApiTokens;

  /** `letGo`: once it was stopped. */
  constructor(server: Serving, letGo: () => void = () => {}) {
    this.#server = server;
    this.#letGo = letGo;
    const { roster, secrets, serverSecrets } = server.access;
    this.#tokens = new ApiTokens({ secrets, serverSecrets, account: (id) => roster.account(id) });
  }

  /**
   * On a folder of its own. `scripts`: the operator's own, by file name. `wrapStorage`: puts something between the server and
   * its storage. `environment`: further settings.
   */
  static async start(
    scripts: Readonly<Record<string, string>> = {},
    wrapStorage: (storage: Storage) => Storage = (storage) => storage,
    environment: Readonly<Record<string, string>> = {},
    log = createLog('silent'),
  ): Promise<Running> {
    const folder = new TestFolder();
    for (const [name, text] of Object.entries(scripts)) folder.write(`scripts/${name}`, text);
    const loaded = loadSettings({
      SHARDBELL_DATA: folder.path,
      SHARDBELL_PORT: '0',
      // Each principal may come from an address of its own, whose sign-ins are counted apart.
      SHARDBELL_TRUST_PROXY: 'true',
      ...environment,
    });
    if (!loaded.ok) throw new Error(loaded.sentence);
    const started = await startServer({
      wrapStorage,
      settings: loaded.settings,
      log,
      // Whoever prepares a test asks faster than anybody would.
      paces: { accountPace: { per_second: 100_000, burst: 100_000 } },
    });
    if (!started.ok) throw new Error(started.sentence);
    await raiseBounds(started.server.access);
    return new Running(started.server, () => folder.remove());
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.ws.terminate();
    await this.#server.stop();
    this.#letGo();
  }

  /** Who there is. */
  get access() {
    return this.#server.access;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  get socketAddress(): string {
    return `${this.origin.replace('http', 'ws')}/ws`;
  }

  /** What whoever has the machine asks for; fails if it is not done. */
  async operate(operation: string, input: object): Promise<AdminAnswer | null> {
    const result = await this.#server.admin.operate(operation, input);
    if (!result.ok) throw new Error(`${operation}: ${sentenceOf(result.refusal)}`);
    return result.is;
  }

  /** An account of the web with exactly these rights of its own. Gives its number. */
  async account(name: string, rights: readonly Right[], groups: string[] = []): Promise<string> {
    const made = await this.operate('account_add', { name, groups });
    await this.operate('account_rights', { account: name, rights });
    return made?.of === 'link' ? made.account : '';
  }

  async setRights(account: string, rights: readonly Right[]): Promise<void> {
    await this.operate('account_rights', { account, rights });
  }

  /** As a page of this very server posts. */
  post(path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
    return fetch(`${this.origin}${path}`, {
      method: 'POST',
      headers: { origin: this.origin, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** The cookie of a browser that is signed in, by a link, as this account. */
  async cookie(account: string): Promise<string> {
    const made = await this.operate('link', { account });
    const secret = made?.of === 'link' ? made.address.split('#link=')[1] : undefined;
    const reply = await this.post('/web/link', { secret });
    return reply.headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  /** A token of the HTTP API for the account of this number, as a sign-in would give it. */
  async token(account: string): Promise<string> {
    const made = await this.#tokens.make(this.#server.access.roster.account(account)!, 'Regular');
    return made!.token;
  }

  /** A one-time socket ticket, by all that a browser does for it. */
  async socketTicket(account: string): Promise<string> {
    const cookie = await this.cookie(account);
    const reply = await this.post('/web/socket', {}, { cookie });
    const { ticket } = (await reply.json()) as { ticket: string };
    return ticket;
  }

  /** Welcomed as this account. */
  async signIn(account: string): Promise<Client> {
    const ticket = await this.socketTicket(account);
    const client = await this.connect();
    client.send({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
    await client.next((message) => message.t === 'welcome');
    return client;
  }

  /** Adds a shard; gives its key. */
  async shardKey(name: string): Promise<string> {
    const made = await this.operate('shard_add', { name });
    return made?.of === 'shard_key' ? made.key : '';
  }

  /** Adds a shard whose players the test plays. */
  async game(name: string): Promise<Game> {
    return Game.start(this.socketAddress, await this.shardKey(name));
  }

  /** Adds a shard and welcomes its connection. */
  async shard(name: string): Promise<Client> {
    const key = await this.shardKey(name);
    const client = await this.connect();
    client.send({ t: 'hello', v: 1, auth: { as: 'shard', key, incarnation: 'first' } });
    await client.next((message) => message.t === 'welcome');
    return client;
  }

  /** A socket that is open and has said nothing. */
  async connect(): Promise<Client> {
    const ws = new WebSocket(this.socketAddress, 'shardbell.v1.json', {
      origin: this.origin,
    });
    const client = new Client(ws);
    this.#clients.push(client);
    await once(ws, 'open');
    return client;
  }
}

/** The other end of one socket, in the JSON subprotocol: frames are kept as they came. */
export class Client {
  readonly ws: WebSocket;
  readonly frames: string[] = [];
  closedWith: number | undefined;
  #waiting: Array<() => void> = [];
  #ids = 0;

  constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on('message', (data: Buffer) => {
      this.frames.push(data.toString('utf8'));
      this.#wake();
    });
    ws.on('close', (code) => {
      this.closedWith = code;
      this.#wake();
    });
    ws.on('error', () => {});
  }

  get messages(): ServerMessage[] {
    return this.frames.map((frame) => JSON.parse(frame) as ServerMessage);
  }

  all<N extends ServerMessage['t']>(name: N): Array<ServerMessageOf<N>> {
    return this.messages.filter((one): one is ServerMessageOf<N> => one.t === name);
  }

  id(): string {
    return `id-${String((this.#ids += 1)).padStart(6, '0')}`;
  }

  send(message: ClientMessage | Readonly<Record<string, unknown>>): void {
    this.ws.send(JSON.stringify(message));
  }

  /** The first frame that is wanted, from the `from`th on; undefined when the socket was closed first. */
  async frame(
    isWanted: (message: ServerMessage) => boolean,
    from = 0,
  ): Promise<string | undefined> {
    for (;;) {
      const found = this.frames
        .slice(from)
        .find((frame) => isWanted(JSON.parse(frame) as ServerMessage));
      if (found !== undefined || this.closedWith !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async next(isWanted: (message: ServerMessage) => boolean, from = 0): Promise<ServerMessage> {
    const frame = await this.frame(isWanted, from);
    if (frame === undefined) throw new Error(`closed with ${this.closedWith} before it came`);
    return JSON.parse(frame) as ServerMessage;
  }

  /** Sends a request and gives what answers it. */
  ask(message: { readonly t: string; readonly id?: string; readonly [field: string]: unknown }) {
    const id = message.id ?? this.id();
    const from = this.frames.length;
    this.send({ ...message, id });
    return this.next((answer) => 'id' in answer && answer.id === id, from);
  }

  command(
    command: CommandBody,
    about: Readonly<Record<string, unknown>> = {},
  ): Promise<ServerMessage> {
    return this.ask({ t: 'command', ...about, do: command });
  }

  /** Watches and gives what comes of it: `state`, `resumed` or `gone`. */
  watch(w: number, what: Readonly<Record<string, unknown>>): Promise<ServerMessage> {
    const from = this.frames.length;
    this.send({ t: 'watch', w, what });
    return this.next((answer) => 'w' in answer && answer.w === w, from);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** The code of a refusal; throws for any other answer. */
export function codeOf(answer: ServerMessage): string {
  if (answer.t === 'refused' || answer.t === 'gone') return answer.code;
  throw new Error(`not refused: ${JSON.stringify(answer)}`);
}
