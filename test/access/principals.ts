import type { Right } from '../../protocol/permissions.ts';
import { ReadsOf } from '../support/reads-of.ts';
import { Running, type Client } from '../support/running-server.ts';

/** The columns of the matrix. */
export const principalKinds = [
  // A socket that has not said hello.
  'str',
  // A player who takes part in no ticket, with all player-facing rights.
  'out',
  // A participant with all player-facing rights; with `tickets.view` alone; with all but that.
  'mem',
  'wat',
  'bli',
  // Staff with one right each: admin_view, reply, internal_message, assign, change_status,
  // add_participant, settings, manage_access, shards, canned, export, erase.
  'vie',
  'rep',
  'not',
  'ass',
  'sta',
  'add',
  'set',
  'acc',
  'sha',
  'can',
  'exp',
  'era',
  // In the group administrators.
  'adm',
  // The shard of a player who is a participant with all player-facing rights, and another shard,
  // which names what is the first one's.
  '=A=',
  '=B=',
] as const;
export type PrincipalKind = (typeof principalKinds)[number];

const player: readonly Right[] = [
  'tickets.view',
  'tickets.create',
  'tickets.send_message',
  'tickets.close',
  'tickets.archive',
];

const held: Partial<Record<PrincipalKind, readonly Right[]>> = {
  out: player,
  mem: player,
  wat: ['tickets.view'],
  bli: player.slice(1),
  vie: ['tickets.admin_view'],
  rep: ['tickets.reply'],
  not: ['tickets.internal_message'],
  ass: ['tickets.assign'],
  sta: ['tickets.change_status'],
  add: ['tickets.add_participant'],
  set: ['tickets.settings'],
  acc: ['tickets.manage_access'],
  sha: ['tickets.shards'],
  can: ['tickets.canned'],
  exp: ['tickets.export'],
  era: ['tickets.erase'],
  adm: [],
};

export type Principal =
  | { readonly as: 'stranger'; readonly kind: PrincipalKind; connect(): Promise<Client> }
  | {
      readonly as: 'account';
      readonly kind: PrincipalKind;
      readonly client: Client;
      /** Of its browser. */
      readonly cookie: string;
      /** Of the HTTP API. */
      readonly token: string;
      /** Signed in again, on a socket of its own. */
      connect(): Promise<Client>;
    }
  | { readonly as: 'shard'; readonly kind: PrincipalKind; readonly client: Client };

/** What a request is about; each cell of the matrix gets its own. */
export interface Target {
  readonly ticket: string;
  /** Its number. */
  readonly number: string;
  /** A participant of the ticket whom nothing else is about. */
  readonly account: string;
  /** Somebody with access to the queue. */
  readonly staff: string;
  /** One of a shard, with rights of players. */
  readonly player: string;
  readonly faction: string;
  readonly group: string;
  readonly shard: string;
  /** Of nothing yet. */
  readonly name: string;
  /** A live session of the first shard, and what that calls its player's account. */
  readonly session: string;
  readonly shardAccount: string;
  /** Words that people and factions are found by. */
  readonly words: string;
  /** Of somebody who may sign in. */
  readonly userName: string;
}

/** What has to be so before the request. */
export type Needs =
  | 'nothing'
  | 'an open ticket'
  | 'a closed ticket'
  | 'a held ticket'
  | 'a group'
  | 'a shard';

/** One of each kind, on one server. */
export class Principals {
  readonly server: Running;
  /** What the server asked its storage for. */
  readonly reads: ReadsOf;
  readonly #ada: Client;
  readonly #numbers = new Map<PrincipalKind | 'extra' | 'A', string>();
  readonly #all = new Map<PrincipalKind, Principal>();
  /** Sessions that a row has opened on the first shard. */
  readonly #playing = new Set<string>();
  #faction = '';
  #targets = 0;

  private constructor(server: Running, reads: ReadsOf, ada: Client) {
    this.server = server;
    this.reads = reads;
    this.#ada = ada;
  }

  static async gather(): Promise<Principals> {
    const reads = new ReadsOf();
    const server = await Running.start({}, reads.wrap);
    await server.operate('group_set', { name: 'players', rights: [], default: true });
    await server.operate('account_add', { name: 'ada', groups: ['administrators'] });
    const principals = new Principals(server, reads, await server.signIn('ada'));
    await principals.#gather();
    return principals;
  }

  async leave(): Promise<void> {
    await this.server.stop();
  }

  /** On a slow machine the table takes longer than a connection may be silent. */
  heartbeat(): void {
    this.#ada.send({ t: 'ping' });
    for (const one of this.#all.values()) if (one.as !== 'stranger') one.client.send({ t: 'ping' });
  }

  /** A row is over: whoever played for it plays no more, or each would be told of all that follows. */
  async endSessions(): Promise<void> {
    const ended = [...this.#playing];
    this.#playing.clear();
    await Promise.all(ended.map((session) => this.#shardA().ask({ t: 'session_closed', session })));
  }

  of(kind: PrincipalKind): Principal {
    return this.#all.get(kind)!;
  }

  /** Something fresh to ask for. */
  async target(needs: Needs, { as }: Principal): Promise<Target> {
    const nth = String((this.#targets += 1)).padStart(5, '0');
    const group = `group-${nth}`;
    const shard = `shard-${nth}`;
    const session = `session-${nth}`;
    if (needs === 'a group') {
      await this.server.operate('group_set', { name: group, rights: [], default: false });
    }
    if (needs === 'a shard') await this.server.operate('shard_add', { name: shard });
    if (as === 'shard') await this.#play(session);
    return {
      ...(await this.#ticket(needs)),
      account: this.#numbers.get('extra')!,
      staff: this.#numbers.get('rep')!,
      player: this.#numbers.get('A')!,
      faction: this.#faction,
      group,
      shard,
      name: `name-${nth}`,
      session,
      shardAccount: 'p-1',
      words: 'dragon',
      userName: 'adm',
    };
  }

  async #gather(): Promise<void> {
    const { server } = this;
    this.#all.set('str', { as: 'stranger', kind: 'str', connect: () => server.connect() });
    for (const [name, rights] of Object.entries(held)) {
      const kind = name as PrincipalKind;
      const groups = kind === 'adm' ? ['administrators'] : [];
      this.#numbers.set(kind, await server.account(kind, rights, groups));
      const connect = (): Promise<Client> => server.signIn(kind);
      const [client, cookie] = [await connect(), await server.cookie(kind)];
      const token = await server.token(this.#numbers.get(kind)!);
      this.#all.set(kind, { as: 'account', kind, client, cookie, token, connect });
    }
    this.#numbers.set('extra', await server.account('extra', player));
    for (const [kind, name] of [
      ['=A=', 'moon'],
      ['=B=', 'mars'],
    ] as const) {
      const client = await server.shard(name);
      client.send({ t: 'sessions_end' });
      this.#all.set(kind, { as: 'shard', kind, client });
    }
    const shardA = this.#shardA();
    await shardA.ask({ t: 'account', account: 'p-1', name: 'Dragon rider' });
    await shardA.ask({ t: 'character', account: 'p-1', character: 'c-1', name: 'Hero' });
    await shardA.ask({ t: 'faction', faction: 'f-1', name: 'Dragons', members: ['p-1'] });
    const found = await this.#ada.ask({ t: 'find', what: 'accounts', words: 'rider', limit: 1 });
    const factions = await this.#ada.ask({ t: 'find', what: 'factions', words: 'dr', limit: 1 });
    if (found.t !== 'answer' || found.is.of !== 'people') throw new Error('nobody was found');
    if (factions.t !== 'answer' || factions.is.of !== 'factions') throw new Error('no faction');
    this.#numbers.set('A', found.is.people[0]!.account);
    this.#faction = factions.is.factions[0]!.faction;
    await server.setRights(this.#numbers.get('A')!, player);
  }

  async #play(session: string): Promise<void> {
    this.#playing.add(session);
    await this.#shardA().ask({
      t: 'session_opened',
      session,
      account: 'p-1',
      character: 'c-1',
    });
  }

  #shardA(): Client {
    const principal = this.of('=A=');
    if (principal.as !== 'shard') throw new Error('no shard');
    return principal.client;
  }

  async #ticket(needs: Needs): Promise<Pick<Target, 'ticket' | 'number'>> {
    if (!needs.endsWith('ticket')) return { ticket: '', number: '' };
    const participants = (['mem', 'wat', 'bli', 'extra', 'A'] as const).map((one) =>
      this.#numbers.get(one)!,
    );
    const opened = await this.#ada.command(
      { kind: 'open', category: 'Bug', subject: 'Stuck', body: 'What is it?', participants },
      { as: 'support' },
    );
    if (opened.t !== 'done') throw new Error(JSON.stringify(opened));
    const { ticket } = opened;
    const about = { ticket, as: 'support' };
    if (needs === 'a closed ticket') await this.#ada.command({ kind: 'close' }, about);
    if (needs === 'a held ticket') await this.#ada.command({ kind: 'assign_to_me' }, about);
    return { ticket: ticket!, number: String(opened.number) };
  }
}
