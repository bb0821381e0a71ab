import { encode, type Subprotocol } from '../../protocol/codec.ts';
import type {
  ClientMessage,
  ServerMessage,
  ServerMessageName,
  ServerMessageOf,
} from '../../protocol/messages.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { netParts, type NetOptions, type NetDeps } from '../../server/sockets/parts.ts';
import { createLog } from '../../server/platform/log.ts';
import { SecurityLog } from '../../server/identity/security-log.ts';
import type { Peer } from '../../server/sockets/connection/connection.ts';
import { Session } from '../../server/sockets/connection/session.ts';
import { endlessTurns } from '../support/turns.ts';
import type { FakeTicketService } from '../support/fake-desk.ts';
import { FakeWire } from './fake-wire.ts';
import { FakeBackend, type FakeShard } from './fake-backend.ts';

/** One connection, with its session and its fake wire. */
export class TestClient {
  readonly session: Session;
  readonly wire: FakeWire;
  readonly #as: Subprotocol;
  #seen = 0;

  constructor(session: Session, wire: FakeWire, as: Subprotocol) {
    this.session = session;
    this.wire = wire;
    this.#as = as;
  }

  send(message: ClientMessage | Record<string, unknown>): void {
    this.session.receive(encode(message as ClientMessage, this.#as));
  }

  /** What was written since the last call. */
  fresh(): ServerMessage[] {
    const all = this.wire.messages();
    const fresh = all.slice(this.#seen);
    this.#seen = all.length;
    return fresh;
  }

  all<N extends ServerMessageName>(name: N): Array<ServerMessageOf<N>> {
    return this.wire.messages().filter((message) => message.t === name) as Array<
      ServerMessageOf<N>
    >;
  }

  last<N extends ServerMessageName>(name: N): ServerMessageOf<N> {
    const found = this.all(name).at(-1);
    if (found === undefined) throw new Error(`no ${name} was written`);
    return found;
  }
}

/** Counts events without logging them. */
export function silentSecurityLog(): SecurityLog {
  return new SecurityLog(createLog('silent'));
}

/** The sockets over fake wires: turns of the event loop end when the test says so. */
export class Stage {
  readonly backend = new FakeBackend();
  readonly faults = this.backend.faults;
  readonly deps: NetDeps;
  readonly security = silentSecurityLog();
  /** What waits for a moment to pass. */
  readonly later: Array<() => void> = [];
  readonly #sessions: Session[] = [];
  #soon: Array<() => void> = [];
  #commands = 0;

  constructor(options: Partial<NetOptions> = {}) {
    this.deps = netParts({
      backend: this.backend,
      queue: this.backend.queue,
      readMarkers: this.backend.readMarkers,
      followers: this.ticketService.followers,
      tables: this.backend.tables,
      security: this.security,
      onFault: (error) => this.faults.push(error),
      soon: (run) => this.#soon.push(run),
      later: (run) => this.later.push(run),
      gather: (run) => this.#soon.push(run),
      turns: endlessTurns(),
      ...options,
    });
    this.backend.onRightsChanged((account) => {
      const concerned = this.#sessions.filter((one) => one.caller?.account === account);
      for (const session of concerned) session.changed();
    });
    this.backend.onVisibleSettingsChanged(() => {
      for (const session of this.#sessions) session.changed();
    });
  }

  get ticketService(): FakeTicketService {
    return this.backend.ticketService;
  }

  connect(peer: Partial<Peer> = {}): TestClient {
    const wire = new FakeWire();
    const subprotocol = peer.subprotocol ?? 'shardbell.v1';
    const session = new Session(this.deps, wire, {
      subprotocol,
      origin: 'allowed',
      network: '192.0.2.1',
      ...peer,
    });
    this.#sessions.push(session);
    return new TestClient(session, wire, subprotocol);
  }

  /** Connected and welcomed. */
  signIn(account: string, peer: Partial<Peer> = {}): TestClient {
    const client = this.connect(peer);
    const ticket = `${account}:${(this.#commands += 1)}`;
    client.send({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
    this.endTurn();
    client.fresh();
    return client;
  }

  shard(peer: Partial<Peer> = {}): { client: TestClient; shard: FakeShard } {
    const client = this.connect({ origin: 'missing', ...peer });
    const auth = { as: 'shard', key: 'key of north', incarnation: 'first' };
    client.send({ t: 'hello', v: 1, auth });
    this.endTurn();
    client.fresh();
    return { client, shard: this.backend.shards.at(-1)! };
  }

  /** Carries out a command without a socket. Returns the ticket. */
  async do(account: string, command: CommandBody, ticket?: string): Promise<string> {
    const answer = await this.ticketService.command(
      { account, restricted: false, surface: 'web' },
      {
        id: `by-hand-${(this.#commands += 1)}`,
        command,
        ...(ticket === undefined ? {} : { ticket }),
      },
    );
    if (!answer.ok) throw new Error(`refused: ${answer.refusal.code}`);
    return answer.ticket;
  }

  open(account: string, body = 'Help me'): Promise<string> {
    return this.do(account, { kind: 'open', category: 'Question', body });
  }

  /** Ends the event-loop turn: what is to be written is written. */
  endTurn(): void {
    const soon = this.#soon;
    this.#soon = [];
    for (const run of soon) run();
  }

  /** Waits for pending promises, then ends the turn. */
  async settle(): Promise<void> {
    // What is read at the end of a turn is sent at the end of the next one.
    for (let turn = 0; turn < 2; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      this.endTurn();
    }
  }
}
