import type { OpenedByKey } from '../../actors/roster/tokens/shard-keys.ts';
import { CannedReplies } from '../../actors/roster/staff/canned.ts';
import type { WebSession } from '../../actors/roster/tokens/web-sessions.ts';
import { RecordWriter } from '../../actors/records/writer.ts';
import type { ShardConnection, ShardLink } from '../../actors/shard/port.ts';
import type { ShardProgram } from '../../actors/shard/program.ts';
import type { Caller } from '../../actors/ticket/service.ts';
import type { Right } from '../../protocol/permissions.ts';
import type { AdminCommand } from '../../protocol/admin.ts';
import type { ClientMessage } from '../../protocol/messages.ts';
import { ReadMarkers } from '../../server/projections/read-markers.ts';
import { followedQueue } from '../../server/projections/projections.ts';
import { ownNames } from '../../actors/ticket/view.ts';
import type { AskedFor, Backend, Lookup, VisibleSettings } from '../../server/identity/backend.ts';
import { StageSecrets, StageStore } from '../roster/stage.ts';
import { promptMarkers } from '../support/stage-markers.ts';
import { DeskTables } from '../support/desk-tables.ts';
import { FakeTicketService } from '../support/fake-desk.ts';
import { toldSettings } from '../support/told-settings.ts';
import { playerRights, supportRights } from '../support/given.ts';
import { refusedSaying } from '../../protocol/refusals.ts';

/** A fake shard: what it received, and how to answer. */
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

/** A fake of the rest of the server, controlled by hand. */
export class FakeBackend implements Backend {
  readonly ticketService = new FakeTicketService();
  readonly tables = new DeskTables(this.ticketService);
  readonly queue = followedQueue(this.ticketService.followers, { active: () => [] }, ownNames);
  /** Failed writes, and bugs. */
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
  /** The clock of the sockets; that of the tickets runs by itself. */
  time = 1_000_000;
  readonly endedSessions = new Set<string>();
  readonly endedKeys = new Set<string>();
  /** Resolves once what other processes wrote is known here. */
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

  openShard(key: string): OpenedByKey | undefined {
    return key === 'key of north' ? { shard: 'north', key } : undefined;
  }

  shardKeyHolds(_: string, key: string): boolean {
    return !this.endedKeys.has(key);
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

  connectShard(_: string, { incarnation }: ShardProgram, connection: ShardConnection): FakeShard {
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
