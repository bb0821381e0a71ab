import { Online } from '../../actors/roster/online.ts';
import type { ScriptHost, ScriptPort } from '../../actors/shard/script/host/port.ts';
import { Shards } from '../../actors/shard/shards.ts';
import type { Right } from '../../protocol/permissions.ts';
import { decodeTrusted, encode, type Subprotocol } from '../../protocol/codec.ts';
import type { ClientMessage, ServerMessage } from '../../protocol/messages.ts';
import { silentSecurityLog } from '../sockets/stage.ts';
import { netParts, type NetDeps } from '../../server/sockets/parts.ts';
import { Session } from '../../server/sockets/connection/session.ts';
import { noticeTeller } from '../../server/projections/notice-teller.ts';
import { openProjections, type Projections } from '../../server/projections/projections.ts';
import { Head } from '../../server/projections/head.ts';
import { PlayerTickets } from '../../server/tickets/player-tickets.ts';
import type { Backend } from '../../server/identity/backend.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { FakeWire, payloads } from '../sockets/fake-wire.ts';
import { refused, refusedSaying } from '../../protocol/refusals.ts';
import { apiOf, type AskApi } from './house-api.ts';
import { playing } from './players.ts';
import { promptMarkers } from './stage-markers.ts';
import { toldSettings } from './told-settings.ts';
import { World } from './world.ts';
import { writeRecords } from './put-records.ts';

const noOverruns = { instructions: 0, time: 0, memory: 0, calls: 0, crashed: 0 };
/** How many turns of the event loop nothing may be to do before a step counts as over. */
const quiet_turns = 4;

/**
 * The real ticket service, sockets, shards and notices together over fake wires, with nothing random in it: the
 * same steps give the same bytes. The scripts of the shard are stood in for by a record of all that
 * they are given.
 */
export class House {
  readonly world: World;
  /** Everything that the scripts of the shard were given, in order. */
  readonly script: string[] = [];
  readonly faults: unknown[] = [];
  /** The HTTP API over the same tickets. */
  readonly api: AskApi;
  readonly #deps: NetDeps;
  readonly #head: Head;
  readonly #projections: Projections;
  readonly #rightsListeners: Array<(account: string | undefined) => void> = [];
  #soon: Array<() => void> = [];
  #ids = 0;

  constructor(storage: Storage = openMemoryStorage()) {
    Object.defineProperty(storage, 'epoch', { value: 'epoch-1' });
    this.world = new World(storage);
    this.#head = new Head(storage);
    const { ticketService } = this.world;
    this.#projections = openProjections({
      linkOf: () => undefined,
      storage,
      markers: promptMarkers(storage.records),
      followers: this.world.followers,
      clock: this.world.clock,
      staffName: ticketService.staffName,
      principal: (account) => this.world.principal(account),
      elapsed: () => this.world.now,
      onFault: (cause) => this.faults.push(cause),
    });
    const { queue, readMarkers } = this.#projections;
    const shards = this.#shards();
    this.world.followers.follow('scripts', shards);
    this.world.followers.follow('notices', noticeTeller(shards));
    // Before anything else is written; of two houses on one log, one is first, and they say the same.
    void writeRecords(storage, playing(...this.world.rights.keys()));
    this.api = apiOf(this.world, queue);
    this.#deps = netParts({
      backend: this.#backend(shards),
      queue,
      readMarkers,
      followers: this.world.followers,
      tables: storage.tables,
      security: silentSecurityLog(),
      onFault: (error) => this.faults.push(error),
      soon: (run) => this.#soon.push(run),
      later: (run) => this.#soon.push(run),
      gather: (run) => this.#soon.push(run),
    });
  }

  /** Another connection, welcomed, of an account or of the shard. */
  connect(who: string, subprotocol: Subprotocol = 'shardbell.v1'): Line {
    const line = new Line(this.#deps, who, subprotocol, this.#rightsListeners);
    const auth =
      who === 'shard'
        ? { as: 'shard' as const, key: 'key of north', incarnation: 'first' }
        : { as: 'web' as const, ticket: who };
    line.send({ t: 'hello', v: 1, auth });
    return line;
  }

  /** What an account may do from now on, told as the roster tells it. */
  setRights(account: string, rights: readonly Right[]): void {
    this.world.rights.set(account, rights);
    for (const listener of this.#rightsListeners) listener(account);
  }

  /** What happens once a second: who did not say again that they are there is forgotten. */
  sweep(): void {
    this.#deps.presence.sweep(this.world.now);
  }

  /** One turn of the event loop, at whose end what is to be written is written. Says whether it did anything. */
  async turn(): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    const soon = this.#soon;
    this.#soon = [];
    for (const run of soon) run();
    const busy = this.world.ticketService.figures().find(({ name }) => name.endsWith('_busy'));
    return soon.length > 0 || busy?.value !== 0;
  }

  /** Lets everything come to its end that was begun. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < quiet_turns;) quiet = (await this.turn()) ? 0 : quiet + 1;
  }

  async stop(): Promise<void> {
    await this.world.ticketService.stop();
  }

  #backend(shards: Shards): Backend {
    const { world } = this;
    return {
      ticketService: world.ticketService,
      reached: () => this.#head.reached(),
      openShard: (key) => (key === 'key of north' ? { shard: 'north', key } : undefined),
      shardKeyHolds: () => true,
      spendSocketTicket: (account) => ({ id: account, account, restricted: false }),
      useWebSession: () => true,
      connectShard: (shard, program, connection) => shards.connect(shard, program, connection),
      describe: ({ account }) => {
        const { person, rights } = world.principal(account);
        return { name: person.name, shownAs: person.name, rights: [...rights] };
      },
      visibleSettings: () => ({ categories: world.settings.categories, settings: toldSettings }),
      onVisibleSettingsChanged: () => {},
      canned: { of: () => [], onChanged: () => {} },
      admin: async () => refusedSaying('right_missing', 'Not here.'),
      find: async () => refusedSaying('right_missing', 'Not here.'),
      onRightsChanged: (listener) => this.#rightsListeners.push(listener),
      now: () => world.now,
      wallTime: () => world.now,
    };
  }

  #shards(): Shards {
    const { world } = this;
    const { queue, readMarkers, notices } = this.#projections;
    const known = (id: string): never => ({ id }) as never;
    return new Shards({
      left: () => {},
      signInLink: async () => refused('account_unknown'),
      roster: {
        account: known,
        character: known,
        accountOf: (_, account) => known(account),
        characterOf: (_, character) => known(character),
        isContested: () => false,
        upsertAccount: async () => undefined,
        upsertCharacter: async () => undefined,
        linkDiscord: async () => undefined,
        upsertFaction: async () => undefined,
      },
      online: new Online(),
      notices,
      tickets: new PlayerTickets({
        ticketService: world.ticketService,
        queue,
        tables: world.storage.tables,
        readMarkers,
        mayView: (account) => world.principal(account).rights.has('tickets.view'),
      }),
      scripts: async (port) => this.#scriptHost(port),
      newId: () => `id-${(this.#ids += 1)}`,
      clock: { now: () => world.now, soon: (run) => void setImmediate(run) },
      log: (level, text, about) => this.script.push(JSON.stringify([level, text, about])),
    });
  }

  /** Scripts that open a ticket as soon as help is asked for. */
  #scriptHost(port: ScriptPort): ScriptHost {
    const given = (...what: unknown[]) => void this.script.push(JSON.stringify(what));
    return {
      sessionOpened: (...what) => given('opened', ...what),
      sessionClosed: (...what) => given('closed', ...what),
      helpRequested: async (session, character, origin) => {
        given('help', session, character, origin);
        const message = 'Help in the game';
        const ask = { kind: 'submit', category: 'Bug', message } as const;
        given('submitted', await port.ask({ ...ask, session, origin, ordinal: 0 }));
        return { kind: 'ran' };
      },
      formAnswered: async (answer) => {
        given('answer', answer);
        return { kind: 'ran' };
      },
      formLost: async (answer) => {
        given('lost', answer);
        return { kind: 'ran' };
      },
      // What is for support alone is told by its audience, and may go no further.
      event: (name, payload) => {
        if (payload['audience'] !== 'support') given('event', name, payload);
      },
      changeCategories: () => {},
      reload: async () => null,
      health: () => ({ overruns: noOverruns, failures: 0, eventsDropped: 0, aside: [] }),
      close: async () => {},
    };
  }
}

/** One connection as its client sees it. */
export class Line {
  readonly who: string;
  readonly wire = new FakeWire();
  readonly #session: Session;
  readonly #subprotocol: Subprotocol;
  #read = 0;

  constructor(
    deps: NetDeps,
    who: string,
    subprotocol: Subprotocol,
    rightsListeners: Array<(account: string | undefined) => void>,
  ) {
    this.who = who;
    this.#subprotocol = subprotocol;
    const origin = who === 'shard' ? 'missing' : 'allowed';
    this.#session = new Session(deps, this.wire, { subprotocol, origin, network: '192.0.2.1' });
    rightsListeners.push((account) => {
      if (account === undefined || account === who) this.#session.changed();
    });
  }

  send(message: ClientMessage | Readonly<Record<string, unknown>>): void {
    this.#session.receive(encode(message as ClientMessage, this.#subprotocol));
  }

  /** The line is cut. */
  cut(): void {
    this.#session.cut();
  }

  /** All bytes that came since this was asked last. */
  take(): Buffer {
    const { writes } = this.wire;
    const fresh = Buffer.concat(writes.slice(this.#read));
    this.#read = writes.length;
    return fresh;
  }

  get messages(): ServerMessage[] {
    return this.wire.messages();
  }
}

export function messagesIn(bytes: Buffer): ServerMessage[] {
  return payloads(bytes).map((payload) => decodeTrusted(payload));
}
