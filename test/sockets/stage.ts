import { CannedReplies } from '../../actors/roster/staff/canned.ts';
import type { WebSession } from '../../actors/roster/tokens/web-sessions.ts';
import { RecordWriter } from '../../actors/records/writer.ts';
import type { ShardConnection, ShardLink } from '../../actors/shard/port.ts';
import type { Caller } from '../../actors/ticket/service.ts';
import type { Right } from '../../protocol/permissions.ts';
import type { AdminCommand } from '../../protocol/admin.ts';
import { encode, type Subprotocol } from '../../protocol/codec.ts';
import type {
  ClientMessage,
  ServerMessage,
  ServerMessageName,
  ServerMessageOf,
} from '../../protocol/messages.ts';
import type { CommandBody } from '../../protocol/ticket.ts';
import { netParts, type NetOptions, type NetDeps } from '../../server/sockets/parts.ts';
import { ReadMarkers } from '../../server/projections/read-markers.ts';
import { followedQueue } from '../../server/projections/projections.ts';
import { ownNames } from '../../actors/ticket/view.ts';
import { createLog } from '../../server/platform/log.ts';
import { SecurityLog } from '../../server/identity/security-log.ts';
import type { Peer } from '../../server/sockets/connection/connection.ts';
import { Session } from '../../server/sockets/connection/session.ts';
import { endlessTurns } from '../support/turns.ts';
import type { AskedFor, Backend, Lookup, VisibleSettings } from '../../server/identity/backend.ts';
import { StageSecrets, StageStore } from '../roster/stage.ts';
import { promptMarkers } from '../support/stage-markers.ts';
import { DeskTables } from '../support/desk-tables.ts';
import { FakeTicketService } from '../support/fake-desk.ts';
import { toldSettings } from '../support/told-settings.ts';
import { playerRights, supportRights } from '../support/given.ts';
import { refusedSaying } from '../../protocol/refusals.ts';
import { FakeWire } from './fake-wire.ts';

/** A shard as the sockets see it: what it was given, and how to answer. */
export class FakeShard implements ShardLink {
  readonly received: ClientMessage[] = [];
  readonly connection: ShardConnection;
  readonly incarnation: string;
  closes = 0;
  /** How often it was told that there is room again. */
  emptyings = 0;

  constructor(connection: ShardConnection, incarnation: string) {
    this.connection = connection;
    this.incarnation = incarnation;
  }

  receive(message: ClientMessage): void {
    this.received.push(message);
  }

  emptied(): void {
    this.emptyings += 1;
  }

  closed(): void {
    this.closes += 1;
  }
}

export const player = '11';
export const otherPlayer = '12';
export const helper = '21';

/** What is behind the sockets, small enough to be played with by hand. */
export class FakeBackend implements Backend {
  readonly ticketService = new FakeTicketService();
  readonly tables = new DeskTables(this.ticketService);
  readonly queue = followedQueue(this.ticketService.followers, { active: () => [] }, ownNames);
  /** What could not be stored, and bugs. */
  readonly faults = this.ticketService.faults;
  readonly readMarkers = new ReadMarkers({
    markers: promptMarkers(this.tables.records),
    publicCount: (ticket, seq) => this.tables.publicCount(ticket, seq),
    isActive: (ticket) => this.queue.isActive(ticket),
    now: () => this.wallTime(),
    onFault: (error) => this.faults.push(error),
  });
  readonly shards: FakeShard[] = [];
  readonly canned = new CannedReplies(new RecordWriter(new StageStore()), new StageSecrets());
  categories: readonly string[] = ['Question', 'Bug'];
  readonly asked: Array<{ account: string; command: AdminCommand }> = [];
  /** The clock of the sockets; that of the tickets goes on by itself. */
  time = 1_000_000;
  readonly endedSessions = new Set<string>();
  /** What was written elsewhere is known here once it resolves. */
  head: Promise<boolean> | undefined;
  readonly #spent = new Set<string>();
  readonly #settingsListeners: Array<() => void> = [];
  readonly #listeners: Array<(account: string | undefined) => void> = [];

  constructor() {
    for (const account of [player, otherPlayer])
      this.ticketService.rights.set(account, playerRights);
    this.ticketService.rights.set(helper, supportRights);
  }

  reached(): Promise<boolean> | undefined {
    return this.head;
  }

  shardOfKey(key: string): string | undefined {
    return key === 'key of north' ? 'north' : undefined;
  }

  /** A ticket is `ACCOUNT:anything`. */
  spendSocketTicket(ticket: string): WebSession | undefined {
    const [account, rest] = ticket.split(':');
    if (account === undefined || rest === undefined || this.#spent.has(ticket)) return undefined;
    this.#spent.add(ticket);
    return { id: `session of ${account}`, account, restricted: false };
  }

  useWebSession(id: string): boolean {
    return !this.endedSessions.has(id);
  }

  connectShard(_shard: string, incarnation: string, connection: ShardConnection): FakeShard {
    const shard = new FakeShard(connection, incarnation);
    this.shards.push(shard);
    return shard;
  }

  describe({ account }: Caller): ReturnType<Backend['describe']> {
    const name = `account ${account}`;
    return { name, shownAs: name, rights: this.ticketService.rights.get(account) ?? [] };
  }

  visibleSettings(): VisibleSettings {
    return { categories: this.categories, settings: toldSettings };
  }

  onVisibleSettingsChanged(listener: () => void): void {
    this.#settingsListeners.push(listener);
  }

  setCategories(categories: readonly string[]): void {
    this.categories = categories;
    for (const listener of this.#settingsListeners) listener();
  }

  async admin({ account }: Caller, command: AdminCommand): Promise<AskedFor> {
    this.asked.push({ account, command });
    if (command.kind !== 'group_list') return { ok: true, is: null };
    return { ok: true, is: { of: 'groups', groups: [] } };
  }

  async find({ account }: Caller, { words }: Lookup): Promise<AskedFor> {
    if (account !== helper) return refusedSaying('right_missing', `Not ${words} for you.`);
    return { ok: true, is: { of: 'people', people: [] } };
  }

  onRightsChanged(listener: (account: string | undefined) => void): void {
    this.#listeners.push(listener);
  }

  setRights(account: string, rights: readonly Right[]): void {
    this.ticketService.rights.set(account, rights);
    for (const listener of this.#listeners) listener(account);
  }

  /** By how much the clock of the machine was set since. */
  set_by_ms = 0;

  now(): number {
    return this.time;
  }

  wallTime(): number {
    return this.time + this.set_by_ms;
  }
}

/** One connection and its other end. */
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

  /** What was written since this was asked last. */
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

/** What it hears is counted, and told to no log. */
export function silentSecurityLog(): SecurityLog {
  return new SecurityLog(createLog('silent'));
}

/** The sockets without sockets: turns of the event loop end when the test says so. */
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

  /** As somebody else, on no socket. Gives the ticket. */
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

  /** Lets everything that waits for nothing but promises come to its end, then ends the turn. */
  async settle(): Promise<void> {
    // What is read at the end of a turn is told at the end of the next one.
    for (let turn = 0; turn < 2; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      this.endTurn();
    }
  }
}
