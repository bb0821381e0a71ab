import { discordProblem } from '../../protocol/discord-sentences.ts';
import { AccessRole } from './guild/access-role.ts';
import { ActionResults } from './reconciler/action-results.ts';
import { Alerts } from './alerts/alerts.ts';
import { ChannelThrottle, type Full } from './reconciler/channel-throttle.ts';
import { effectiveSettings, type EffectiveSettings } from './guild/effective-settings.ts';
import { BridgeEvents } from './events.ts';
import { ArchiveMessages, archiveMessagesFor } from './archive-messages.ts';
import { Findings } from './alerts/findings.ts';
import { FormerBots } from './guild/former-bots.ts';
import { guestsOf } from './guild/guests.ts';
import { alertOfGuildFaults } from './alerts/guild-faults.ts';
import { GuildState } from './guild/guild-state.ts';
import { Members } from './guild/members.ts';
import { PeopleChanges } from './guild/people-changes.ts';
import { Orphans } from './alerts/orphans.ts';
import type { DiscordEvent } from './port/events.ts';
import type { GuildSeen } from './port/shapes.ts';
import type { BridgeDeps, BridgeSettings } from './deps.ts';
import { straysIn } from './alerts/strays.ts';
import { TicketChannels } from './reconciler/ticket-channels.ts';
import { Reconciler } from './reconciler/reconciler.ts';
import { ActionAlerts } from './alerts/action-alerts.ts';
import { WorkQueue } from './work-queue.ts';

/**
 * Mirrors tickets to Discord: each has a channel with its messages, open to its participants. A ticket
 * that changed is due on disk until its channel agrees, so that a crash on either side loses nothing.
 */
export class Bridge {
  readonly alerts: Alerts;
  readonly people: PeopleChanges;
  readonly channels: TicketChannels;
  readonly #deps: BridgeDeps;
  readonly #guild: GuildState;
  readonly #members: Members;
  readonly #formerBots: FormerBots;
  readonly #throttle: ChannelThrottle;
  readonly #work: WorkQueue;
  readonly #findings: Findings;
  readonly #orphans: Orphans;
  readonly #archiveMessages: ArchiveMessages;
  readonly #role: AccessRole;
  readonly #events: BridgeEvents;
  #settings: BridgeSettings;
  #isStopped = false;
  #stopDue: (() => Promise<void>) | undefined;

  /** Throws if the store holds what this version cannot read. */
  constructor(deps: BridgeDeps) {
    const { port, store, tickets, people, clock, ticketService, log } = deps;
    this.#deps = deps;
    this.#settings = deps.settings();
    const settings = (): BridgeSettings => this.#settings;
    const wake = (ticket: string): void => this.#work.wake(ticket);
    const onFault = (cause: unknown, ticket?: string): void =>
      log('error', 'the Discord bridge failed', { err: cause, ticket });
    const alerts = (this.alerts = new Alerts((sentence) => log('warn', sentence)));
    this.#findings = new Findings(alerts, deps.onAhead);
    this.#guild = new GuildState({
      port,
      clock,
      alerts,
      guild: () => this.#settings.guild,
      seen: (guild) => this.#guildSeen(guild),
      refreshed: () => this.#begin(),
      onFault,
    });
    const channels = new TicketChannels({
      store,
      moment: () => this.#guild.moment,
      channelAdded: (channel) => deps.channelAdded(channel),
    });
    this.channels = channels;
    const members = new Members({ port, clock, found: (user) => this.people.userChanged(user) });
    this.#members = members;
    this.#formerBots = new FormerBots({ store, alerts, members });
    this.#throttle = new ChannelThrottle({
      clock,
      wake,
      waits: (...about) => this.#waits(...about),
    });
    this.#orphans = new Orphans({
      port,
      alerts,
      left: () => channels.left(),
      gone: (channel) => {
        const ticket = channels.channelGone(channel);
        if (ticket !== undefined) wake(ticket);
      },
    });
    const actionAlerts = new ActionAlerts(alerts, () => this.#formerBots.users.length > 0);
    const results = new ActionResults({
      actionAlerts,
      orphans: this.#orphans,
      throttle: this.#throttle,
      refresh: () => void this.#guild.refresh(),
      log,
    });
    const reconciler = new Reconciler({
      port,
      tickets,
      channels,
      store,
      ticketService,
      now: () => clock.now(),
      settings: () => this.#effectiveSettings(),
      guests: (accounts) => guestsOf(accounts, this.#guild.now?.id, { people, members }),
      archiveMessages: (ticket, archived) => archiveMessagesFor(ticket, archived, people),
      archiveMessagesSaved: () => this.#archiveMessages.wake(),
      fetchGuild: (moment) => this.#guild.after(moment),
      moment: () => this.#guild.moment,
      mayCreate: (ticket, number) => this.#throttle.ask(ticket, number),
      formerBots: () => this.#formerBots.users,
      ended: (...about) => results.ended(...about),
      settled: (ticket) => actionAlerts.settled(ticket),
      found: (what, number) => this.#findings.add(what, number),
      resting: (ticket) => this.#throttle.leave(ticket),
    });
    this.#work = new WorkQueue({
      clock,
      run: (ticket) => reconciler.reconcile(ticket, () => this.#work.isRunning),
      onFault,
    });
    this.#archiveMessages = new ArchiveMessages({
      port,
      store,
      tickets,
      people,
      clock,
      alerts,
      onFault,
    });
    this.#role = new AccessRole({
      port,
      store,
      people,
      clock,
      members,
      alerts,
      guild: () => this.#guild.now,
      wanted: () => this.#settings.accessRole,
      supportRole: () => this.#settings.supportRole,
      made: () => this.#guild.fetch(),
      onFault,
    });
    this.people = new PeopleChanges({
      store,
      people,
      members,
      channels,
      accessRole: this.#role,
      guild: () => this.#guild.now?.id,
      wake,
    });
    this.#events = new BridgeEvents({
      alerts,
      guild: this.#guild,
      channels,
      members,
      formerBots: this.#formerBots,
      orphans: this.#orphans,
      findings: this.#findings,
      throttle: this.#throttle,
      settings,
      wake,
      userChanged: (user) => this.people.userChanged(user),
      pause: () => this.#pause(),
      guildLeft: () => this.#guildLeft(),
    });
  }

  /** Queues all tickets; the work begins with the event `ready`. */
  start(): void {
    for (const id of this.channels.ids()) this.#work.wake(id);
    this.#wakeActive();
  }

  /** Resolves when no work is under way. The next start continues it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#guild.stop();
    this.#throttle.stop();
    this.#members.stop();
    this.#work.pause();
    await this.#stopDue?.();
    await Promise.all([this.#work.stop(), this.#archiveMessages.stop(), this.#role.stop()]);
    await this.#guild.settled();
  }

  event(event: DiscordEvent): void {
    this.#events.event(event);
  }

  /** Resolves when a fetch of the guild that is under way, such as after a setting changed, has ended. */
  settled(): Promise<void> {
    return this.#guild.settled();
  }

  /** Checks everything again that administrators were alerted of. Resolves when the guild was fetched. */
  checkAgain(): Promise<void> {
    this.#findings.clearAll();
    return this.#orphans.check().then(() => this.#guild.refresh());
  }

  /** Reads the settings again; existing channels follow them. */
  settingsChanged(): void {
    const before = this.#settings;
    this.#settings = this.#deps.settings();
    if (before.guild !== this.#settings.guild) this.#guildLeft();
    void this.#guild.refresh();
  }

  /** Closed tickets keep their channels, and wait for none. */
  #waits(full: Full | undefined, tickets: number): void {
    if (full === undefined) return this.alerts.clear('room');
    const active = new Set([...this.#deps.tickets.active()].map(({ id }) => id));
    const channels = this.channels.ids().filter((id) => this.channels.channelOf(id) !== undefined);
    const closed = channels.filter((id) => !active.has(id)).length;
    this.alerts.reword('room', discordProblem(full, { waiting: tickets, closed }));
  }

  #wakeActive(): void {
    const active = [...this.#deps.tickets.active()].toSorted((a, b) => a.number - b.number);
    for (const { id } of active) this.#work.wake(id);
  }

  #guildLeft(): void {
    this.#pause();
    this.#guild.left();
    this.#events.forgetAll();
  }

  #pause(): void {
    this.#work.pause();
    this.#archiveMessages.pause();
    this.#role.pause();
  }

  async #guildSeen(guild: GuildSeen): Promise<void> {
    const { store, tickets } = this.#deps;
    alertOfGuildFaults(this.alerts, guild, { settings: this.#settings, meta: store.meta() });
    const isOurs = (channel: string) => this.channels.ticketOf(channel) !== undefined;
    this.#findings.set('strays', await straysIn(guild, tickets, isOurs));
  }

  /** Starts or resumes the work, if the bot is in the guild. */
  async #begin(): Promise<void> {
    this.#leaveOthers();
    const guild = this.#guild.now;
    if (guild === undefined || this.#isStopped || !(await this.#configured())) return;
    await this.#formerBots.check(guild.id);
    this.#stopDue ??= this.#deps.followDue((ids) => {
      for (const id of ids) this.#work.wake(id);
    });
    this.#work.resume();
    this.#throttle.roomMade();
    this.#archiveMessages.resume();
    this.#role.checkAll();
    for (const id of this.channels.ids()) this.#work.wake(id);
  }

  /** Leaves channels in servers that are not set any more, whether or not the bot is in the one that is. */
  #leaveOthers(): void {
    this.#orphans.tell();
    const tickets = this.channels.elsewhere(this.#settings.guild);
    if (this.#guild.bot === undefined || this.#isStopped || tickets.length === 0) return;
    this.#work.resume();
    for (const ticket of tickets) this.#work.wake(ticket);
  }

  /** False if that could not be stored. The first time, only active tickets get a channel. */
  async #configured(): Promise<boolean> {
    const { store, clock } = this.#deps;
    const { bot } = this.#guild;
    if (bot === undefined) return false;
    const meta = store.meta();
    if (meta !== undefined) return this.#formerBots.note(meta, bot);
    // From now on each change of a ticket makes it due.
    if (!(await store.setMeta({ since: clock.now(), ownRole: null, bots: [bot] }))) return false;
    this.#wakeActive();
    return true;
  }

  #effectiveSettings(): EffectiveSettings | undefined {
    const { store, tickets, people, address } = this.#deps;
    const meta = store.meta();
    const { bot, now } = this.#guild;
    if (bot === undefined || meta === undefined) return undefined;
    return effectiveSettings(now, {
      settings: this.#settings,
      meta,
      bot,
      formerBots: this.#formerBots.users,
      epoch: tickets.epoch,
      address: address(),
      staffName: people.staffName,
    });
  }
}
