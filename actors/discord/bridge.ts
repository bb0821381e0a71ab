import type { DiscordProblem } from '../../protocol/discord-problems.ts';
import { discordProblem } from '../../protocol/discord-sentences.ts';
import { refusals } from '../../protocol/refusals.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';
import type { AmendingTicketService } from '../ticket/service.ts';
import type { Ticket } from '../ticket/state.ts';
import { AccessRole } from './access-role.ts';
import { Alerts } from './alerts.ts';
import { ChannelThrottle, type Full } from './channel-throttle.ts';
import { Farewells } from './farewells.ts';
import { Finds, type Ahead } from './finds.ts';
import { holdsWords, type Brought } from './fold.ts';
import { GuildLook } from './guild-look.ts';
import type { Have } from './have.ts';
import { bridgeLimits } from './discord-limits.ts';
import { Members } from './members.ts';
import { Orphans } from './orphans.ts';
import type { Action } from './plan.ts';
import type {
  ChannelSeen,
  DiscordEvent,
  DiscordPort,
  GuildSeen,
  MemberSeen,
  Outcome,
} from './port.ts';
import { roleFaults, supportRoleIn } from './roles.ts';
import { categoryFault, permissionFault } from './sentences.ts';
import type {
  BridgeMeta,
  BridgePeople,
  BridgeSettings,
  BridgeStore,
  BridgeTickets,
  Farewell,
  FollowDue,
} from './store.ts';
import { straysIn } from './strays.ts';
import { Tickets } from './tickets.ts';
import { Troubles } from './troubles.ts';
import type { Guest, Setup } from './want.ts';
import { Work } from './work.ts';

export interface BridgeDeps {
  readonly port: DiscordPort;
  readonly tickets: BridgeTickets;
  readonly ticketService: AmendingTicketService;
  readonly store: BridgeStore;
  readonly followDue: FollowDue;
  readonly people: BridgePeople;
  readonly clock: Clock;
  settings(): BridgeSettings;
  /** Where people find the web client. */
  address(): string | undefined;
  /** This channel is that of a ticket from now on: what was written in it before may be new. */
  heldNow(channel: string): void;
  log(level: 'info' | 'warn' | 'error', sentence: string, about?: object): void;
  /** Tickets by number of which Discord shows what is not here: all of a kind, or none any more. */
  onAhead(what: Ahead, numbers: readonly number[]): void;
}

/**
 * Keeps Discord as the tickets want it: a channel for each, what is said in it, who gets in. What
 * is to be looked at is on disk until it was, so that nothing is lost over a crash of it or of Discord.
 */
export class Bridge {
  readonly alerts: Alerts;
  readonly #deps: BridgeDeps;
  readonly #look: GuildLook;
  readonly #members: Members;
  readonly #gate: ChannelThrottle;
  readonly #tickets: Tickets;
  readonly #work: Work;
  readonly #troubles: Troubles;
  readonly #finds: Finds;
  readonly #orphans: Orphans;
  readonly #farewells: Farewells;
  readonly #role: AccessRole;
  /** Of the bot, while there is a connection. */
  #bot: string | undefined;
  /** As it was seen last, while the bot is in it. */
  #guild: GuildSeen | undefined;
  #settings: BridgeSettings;
  #retry: Cancel | undefined;
  #tries = 0;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #isStopped = false;
  #stopDue: (() => Promise<void>) | undefined;

  /** Throws if the store holds what this version cannot read. */
  constructor(deps: BridgeDeps) {
    const { port, store, tickets, people, clock, log } = deps;
    this.#deps = deps;
    this.#settings = deps.settings();
    this.alerts = new Alerts((sentence) => log('warn', sentence));
    this.#finds = new Finds(this.alerts, deps.onAhead);
    this.#troubles = new Troubles(this.alerts, () => this.#formerBots.length > 0);
    this.#look = new GuildLook(port);
    this.#members = new Members({ port, clock, found: (user) => this.#userChanged(user) });
    this.#gate = new ChannelThrottle({
      clock,
      wake: (ticket) => this.#work.wake(ticket),
      waits: (...about) => this.#waits(...about),
    });
    const onFault = (cause: unknown, ticket?: string): void =>
      log('error', 'the Discord bridge met a fault', { err: cause, ticket });
    this.#tickets = new Tickets({
      port,
      tickets,
      store,
      now: () => clock.now(),
      setup: () => this.#setup(),
      guests: (accounts) => this.#guests(accounts),
      farewells: (ticket, archived) => this.#farewellsOf(ticket, archived),
      farewellsKept: () => this.#farewells.wake(),
      look: (moment) => this.#look.after(moment, this.#settings.guild ?? ''),
      moment: () => this.#look.moment,
      mayCreate: (ticket, number) => this.#gate.ask(ticket, number),
      formerBots: () => this.#formerBots,
      tellSupport: (ticket, seq) => this.#tellSupport(ticket, seq),
      ended: (...about) => this.#ended(...about),
      settled: (ticket) => this.#troubles.settled(ticket),
      found: (what, number) => this.#finds.add(what, number),
      heldNow: (channel) => deps.heldNow(channel),
      resting: (ticket) => this.#gate.leave(ticket),
    });
    this.#work = new Work({
      clock,
      run: (ticket) => this.#tickets.work(ticket, () => this.#work.isRunning),
      onFault,
    });
    const { alerts } = this;
    this.#orphans = new Orphans({
      port,
      alerts,
      left: () => this.#tickets.left(),
      gone: (channel) => this.#wake(this.#tickets.channelGone(channel)),
    });
    this.#farewells = new Farewells({ port, store, tickets, people, clock, alerts, onFault });
    this.#role = new AccessRole({
      port,
      store,
      people,
      clock,
      members: this.#members,
      alerts: this.alerts,
      guild: () => this.#guild,
      wanted: () => this.#settings.accessRole,
      supportRole: () => this.#settings.supportRole,
      made: () => this.#lookAtGuild(),
      onFault,
    });
  }

  /** Begins when Discord says that it can be reached. */
  start(): void {
    const { tickets } = this.#deps;
    for (const id of this.#tickets.ids()) this.#work.wake(id);
    const active = [...tickets.active()].toSorted((a, b) => a.number - b.number);
    for (const { id } of active) this.#work.wake(id);
  }

  /** Resolves when nothing is under way; the next start goes on from there. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#retry?.();
    this.#gate.stop();
    this.#members.stop();
    this.#work.pause();
    await this.#stopDue?.();
    await Promise.all([this.#work.stop(), this.#farewells.stop(), this.#role.stop()]);
    await this.#looking;
  }

  /** The ticket that has this channel. */
  ticketOf(channel: string): string | undefined {
    return this.#tickets.ofChannel(channel);
  }

  channelOf(ticket: string): string | undefined {
    return this.#tickets.channelOf(ticket);
  }

  /** Whether it is the channel of a ticket that had forgotten it. */
  isAdopted(channel: string): boolean {
    return this.#tickets.isAdopted(channel);
  }

  /** Whether it is the channel of a ticket, or one that was left and may be again. */
  isOurs(channel: string): boolean {
    const isLeft = this.#tickets.left().some((one) => one.channel === channel);
    return isLeft || this.ticketOf(channel) !== undefined;
  }

  /** Those of all tickets. */
  channels(): string[] {
    return this.#tickets.channels();
  }

  /** Resolves when a look at the guild that is under way, such as after a setting, has ended. */
  async looked(): Promise<void> {
    await this.#looking;
  }

  /** Resolves when the guild was looked at anew, if it can be. */
  lookAgain(): Promise<void> {
    this.#finds.seenTo();
    return this.#orphans.look().then(() => this.#begin());
  }

  /** What is shown there is set up otherwise; channels that there are follow. */
  settingsChanged(): void {
    const before = this.#settings;
    this.#settings = this.#deps.settings();
    if (before.guild !== this.#settings.guild) this.#left();
    void this.#begin();
  }

  /** An account and a user were linked, or are not any more. */
  linkChanged(account: string, user: string): void {
    void this.#deps.store.takesMessages(user);
    if (this.#guild !== undefined) void this.#members.first(this.#guild.id, user);
    this.#role.look(user);
    this.#accountChanged(account);
  }

  /** What an account may do changed, or that of any may have. */
  rightsChanged(account: string | undefined): void {
    if (account === undefined) {
      this.#role.lookAtAll();
      for (const id of this.#tickets.ids()) this.#work.wake(id);
      return;
    }
    const user = this.#deps.people.userOf(account);
    if (user !== undefined) this.#role.look(user);
    this.#accountChanged(account);
  }

  #accountChanged(account: string): void {
    for (const id of this.#tickets.withParticipant(account)) this.#work.wake(id);
  }

  /** What Discord tells. */
  event(event: DiscordEvent): void {
    switch (event.kind) {
      case 'ready':
        this.#bot = event.user;
        this.alerts.clear('fault');
        this.alerts.clear('connection');
        if (event.session === 'fresh') this.#forgetAll();
        return void this.#begin();
      case 'disconnected':
        return this.#pause();
      case 'fault':
        this.alerts.raise('fault', event.problem);
        if (event.final) this.#pause();
        return;
      case 'guild_lost':
        if (event.guild !== this.#settings.guild) return;
        this.#left();
        this.alerts.raise('guild', discordProblem('guild_missing', { server: event.guild }));
        return;
      case 'guild_back':
        this.#orphans.guildBack(event.guild);
        if (event.guild !== this.#settings.guild) return;
        this.#forgetAll();
        return void this.#begin();
      case 'channel_deleted':
        return this.#channelGone(event.channel);
      case 'messages_deleted':
        return this.#wake(this.#tickets.messagesGone(event.channel, event.messages));
      case 'role_changed':
      case 'role_deleted':
        if (event.guild === this.#settings.guild) void this.#begin();
        return;
      case 'member_changed':
        if (event.guild === this.#settings.guild) this.#memberChanged(event.member);
        return;
      case 'member_left':
        if (event.guild !== this.#settings.guild) return;
        if (this.#formerBots.includes(event.user)) this.alerts.clear('former_bot');
        this.#members.left(event.user);
        return this.#userChanged(event.user);
      case 'channel_changed':
        if (event.guild === this.#settings.guild) this.#channelChanged(event.channel);
        return;
      case 'message_created':
      case 'message_edited':
      case 'interaction':
        return;
    }
  }

  #memberChanged(member: MemberSeen): void {
    this.#members.put(member);
    this.#userChanged(member.user);
  }

  #userChanged(user: string): void {
    this.#role.look(user);
    const account = this.#deps.people.accountOf(user);
    if (account !== undefined) this.#accountChanged(account);
  }

  #channelChanged(channel: ChannelSeen): void {
    this.#wake(this.#tickets.channelSeen(channel));
    const { category } = this.#settings;
    const before = this.#guild?.channels.find(({ id }) => id === channel.id);
    if (category !== null && before?.category === category && channel.category !== category) {
      this.#gate.roomMade();
    }
  }

  /** Closed tickets keep what they have, and wait for none. */
  #waits(full: Full | undefined, tickets: number): void {
    if (full === undefined) return this.alerts.clear('room');
    const active = new Set([...this.#deps.tickets.active()].map(({ id }) => id));
    const channels = this.#tickets.ids().filter((id) => this.#tickets.channelOf(id) !== undefined);
    const closed = channels.filter((id) => !active.has(id)).length;
    this.alerts.reword('room', discordProblem(full, { waiting: tickets, closed }));
  }

  #channelGone(channel: string): void {
    const ticket = this.#tickets.channelGone(channel);
    this.#orphans.tell();
    this.#wake(ticket);
    // It may be one that no ticket has, and that administrators were told of.
    if (ticket === undefined && this.#finds.has('strays')) void this.#begin();
    this.#gate.roomMade();
    // Of a category: what was in it is at the top level now.
    if (channel === this.#settings.category) void this.#begin();
  }

  #wake(ticket: string | undefined): void {
    if (ticket !== undefined) this.#work.wake(ticket);
  }

  /** What happened meanwhile was told to nobody. */
  #forgetAll(): void {
    this.#tickets.allUnsure();
    this.#members.forget();
  }

  #left(): void {
    this.#pause();
    this.#guild = undefined;
    this.#forgetAll();
  }

  #pause(): void {
    this.#work.pause();
    this.#farewells.pause();
    this.#role.pause();
  }

  /** Looks at the guild, and goes to work if it can. */
  async #begin(): Promise<void> {
    if (this.#looking !== undefined) {
      this.#lookAgain = true;
      return this.#looking;
    }
    this.#looking = (async () => {
      do {
        this.#lookAgain = false;
        await this.#lookAtGuild();
      } while (this.#lookAgain && !this.#isStopped);
    })();
    await this.#looking;
    this.#looking = undefined;
    this.#leaveOthers();
    if (this.#guild === undefined || this.#isStopped || !(await this.#configured())) return;
    await this.#lookForFormerBots(this.#guild.id);
    this.#stopDue ??= this.#deps.followDue((ids) => {
      for (const id of ids) this.#work.wake(id);
    });
    this.#work.resume();
    this.#gate.roomMade();
    this.#farewells.resume();
    this.#role.lookAtAll();
    for (const id of this.#tickets.ids()) this.#work.wake(id);
  }

  /** Channels in servers that are not set any more, whether or not the bot is where it is to be. */
  #leaveOthers(): void {
    this.#orphans.tell();
    const tickets = this.#tickets.elsewhere(this.#settings.guild);
    if (this.#bot === undefined || this.#isStopped || tickets.length === 0) return;
    this.#work.resume();
    for (const ticket of tickets) this.#work.wake(ticket);
  }

  async #lookAtGuild(): Promise<void> {
    const { guild } = this.#settings;
    if (guild === null || this.#bot === undefined || this.#isStopped) return;
    const outcome = await this.#look.after(this.#look.moment, guild);
    this.#retry?.();
    if (outcome.kind === 'done') {
      this.#tries = 0;
      await this.#seen(outcome.value);
      return;
    }
    if (outcome.kind === 'refused' && outcome.reason === 'not_found') {
      this.alerts.raise('guild', discordProblem('guild_missing', { server: guild }));
    }
    const wait_ms = Math.min(bridgeLimits.retry_ms * 2 ** this.#tries, bridgeLimits.retry_ms_max);
    this.#tries += 1;
    this.#retry = this.#deps.clock.after(wait_ms, () => void this.#begin());
  }

  async #seen(guild: GuildSeen): Promise<void> {
    this.#guild = guild;
    this.alerts.clear('guild');
    this.alerts.set('category', categoryFault(guild, this.#settings.category));
    const roles = roleFaults(guild, { settings: this.#settings, meta: this.#deps.store.meta() });
    this.alerts.set('support_role', roles.support);
    this.alerts.set('access_role', roles.access);
    this.alerts.set('permissions', permissionFault(guild));
    await this.#lookForStrays(guild);
  }

  async #lookForStrays(guild: GuildSeen): Promise<void> {
    const isOurs = (channel: string) => this.#tickets.ofChannel(channel) !== undefined;
    this.#finds.set('strays', await straysIn(guild, this.#deps.tickets, isOurs));
  }

  /** Whether it was set up before; the first time, what was before concerns active tickets alone. */
  async #configured(): Promise<boolean> {
    const { store, tickets, clock } = this.#deps;
    const bot = this.#bot;
    if (bot === undefined) return false;
    const meta = store.meta();
    if (meta !== undefined) return this.#botKnown(meta, bot);
    // From here on each change of a ticket makes it due.
    if (!(await store.setMeta({ since: clock.now(), ownRole: null, bots: [bot] }))) return false;
    const active = [...tickets.active()].toSorted((a, b) => a.number - b.number);
    for (const { id } of active) this.#work.wake(id);
    return true;
  }

  /** Whose posts are to be known again, should there be another bot one day. */
  #botKnown(meta: BridgeMeta, bot: string): Promise<boolean> | boolean {
    const before = meta.bots ?? [];
    if (before.at(-1) === bot) return true;
    const bots = [...before.filter((one) => one !== bot), bot].slice(-bridgeLimits.bots_max);
    return this.#deps.store.setMeta({ ...meta, bots });
  }

  get #formerBots(): readonly string[] {
    return (this.#deps.store.meta()?.bots ?? []).slice(0, -1);
  }

  /** Its buttons and commands stand beside those of the present one. */
  async #lookForFormerBots(guild: string): Promise<void> {
    let problem: DiscordProblem | undefined;
    for (const bot of this.#formerBots) {
      if (await this.#members.of(guild, bot)) problem = discordProblem('former_bot', { bot });
    }
    this.alerts.set('former_bot', problem);
  }

  #setup(): Setup | undefined {
    const { store, tickets, people, address } = this.#deps;
    const meta = store.meta();
    const [guild, bot, settings] = [this.#guild, this.#bot, this.#settings];
    if (bot === undefined || meta === undefined) return undefined;
    const hasCategory = guild && categoryFault(guild, settings.category) === undefined;
    return {
      guild: settings.guild ?? '',
      isThere: guild !== undefined,
      bot,
      formerBots: this.#formerBots,
      category: hasCategory ? settings.category : null,
      supportRole: guild === undefined ? null : supportRoleIn(guild, { settings, meta }),
      prefix: settings.prefix,
      epoch: tickets.epoch,
      address: address(),
      since: meta.since,
      staffName: people.staffName,
    };
  }

  async #guests(accounts: readonly string[]): Promise<Guest[]> {
    const { people } = this.#deps;
    const guild = this.#guild?.id;
    if (guild === undefined) return [];
    const guests: Guest[] = [];
    for (const account of accounts) {
      const user = people.userOf(account);
      const rights = people.rightsOf(account);
      if (user === undefined || !rights.has('tickets.view')) continue;
      const member = await this.#members.of(guild, user);
      if (member === null) continue;
      const mayWrite = rights.has('tickets.send_message');
      guests.push({ user, mayWrite, isSure: member !== undefined });
    }
    return guests;
  }

  /** Whoever is linked and may see the ticket. */
  #farewellsOf({ id, participants }: Ticket, archived: number): Farewell[] {
    const { people } = this.#deps;
    return participants.flatMap(({ account }) => {
      const isTold =
        people.userOf(account) !== undefined && people.rightsOf(account).has('tickets.view');
      return isTold ? { ticket: id, account, archived } : [];
    });
  }

  async #tellSupport(ticket: string, publicSeq: number): Promise<Outcome> {
    const { ticketService } = this.#deps;
    const id = `not_on_discord:${publicSeq}`;
    const answer = await ticketService.amend(ticket, publicSeq, id, { kind: 'record_refusal' });
    if (!answer.ok && refusals[answer.refusal.code].retry) {
      return { kind: 'unknown', detail: answer.refusal.code };
    }
    // Where there is no room for it, what comes after it does not wait for it.
    return { kind: 'done', value: undefined };
  }

  #ended(have: Have, action: Action, outcome: Outcome<Brought>): void {
    const { ticket, number } = have.record;
    const reason = outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    if (action.kind === 'delete_channel' && reason === 'done') this.#gate.roomMade();
    if (action.kind === 'create_channel') this.#created(ticket, reason);
    const isOurs = !holdsWords(have, action);
    if (movesOn.has(action.kind)) this.#orphans.tell();
    this.#troubles.ended({ ticket, number, kind: action.kind, isOurs, outcome });
    if (outcome.kind === 'done') return;
    const about = { ticket: number, action: action.kind, detail: outcome.detail };
    this.#deps.log(
      reason === 'content_refused' ? 'warn' : 'info',
      `Discord did not do it: ${reason}`,
      about,
    );
  }

  #created(ticket: string, reason: string): void {
    switch (reason) {
      case 'done':
        return this.#gate.made(ticket);
      case 'category_full':
      case 'guild_full':
        return this.#gate.full(ticket, reason);
      case 'not_found':
        // Of the guild or of the category: the next look tells.
        void this.#begin();
        return this.#gate.leave(ticket);
      default:
        return this.#gate.leave(ticket);
    }
  }
}

/** After these, there may be other channels in servers that are not set any more. */
const movesOn: ReadonlySet<Action['kind']> = new Set(['leave', 'return', 'delete_channel']);
