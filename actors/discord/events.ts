import { discordProblem } from '../../protocol/discord-sentences.ts';
import type { Alerts } from './alerts/alerts.ts';
import type { ChannelThrottle } from './reconciler/channel-throttle.ts';
import type { Findings } from './alerts/findings.ts';
import type { FormerBots } from './guild/former-bots.ts';
import type { GuildState } from './guild/guild-state.ts';
import type { Members } from './guild/members.ts';
import type { Orphans } from './alerts/orphans.ts';
import type { ChannelSeen, MemberSeen } from './port/shapes.ts';
import type { DiscordEvent } from './port/events.ts';
import type { BridgeSettings } from './deps.ts';
import type { TicketChannels } from './reconciler/ticket-channels.ts';

interface BridgeEventsDeps {
  readonly alerts: Alerts;
  readonly guild: GuildState;
  readonly channels: TicketChannels;
  readonly members: Members;
  readonly formerBots: FormerBots;
  readonly orphans: Orphans;
  readonly findings: Findings;
  readonly throttle: ChannelThrottle;
  settings(): BridgeSettings;
  wake(ticket: string): void;
  /** The membership, the roles or the name of a user changed. */
  userChanged(user: string): void;
  /** Discord cannot be reached for now. */
  pause(): void;
  /** The bot was removed from the guild. */
  guildLeft(): void;
}

/** Routes each event from Discord to the part of the bridge that it concerns. */
export class BridgeEvents {
  readonly #deps: BridgeEventsDeps;

  constructor(deps: BridgeEventsDeps) {
    this.#deps = deps;
  }

  event(event: DiscordEvent): void {
    const { alerts, guild, orphans, channels } = this.#deps;
    switch (event.kind) {
      case 'ready':
        guild.connected(event.user);
        alerts.clear('fault');
        if (event.session === 'fresh') this.forgetAll();
        return void guild.refresh();
      case 'disconnected':
        return this.#deps.pause();
      case 'fault':
        alerts.raise('fault', event.problem);
        if (event.final) this.#deps.pause();
        return;
      case 'guild_lost':
        if (!this.#isOurs(event)) return;
        this.#deps.guildLeft();
        return alerts.raise('guild', discordProblem('guild_missing', { server: event.guild }));
      case 'guild_back':
        orphans.guildBack(event.guild);
        if (!this.#isOurs(event)) return;
        this.forgetAll();
        return void guild.refresh();
      case 'channel_deleted':
        return this.#channelGone(event.channel);
      case 'messages_deleted':
        return this.#wake(channels.messagesGone(event.channel, event.messages));
      case 'role_changed':
        if (this.#isOurs(event)) void guild.refresh();
        return;
      case 'member_changed':
        if (this.#isOurs(event)) this.#memberChanged(event.member);
        return;
      case 'member_left':
        if (this.#isOurs(event)) this.#memberLeft(event.user);
        return;
      case 'channel_changed':
        if (this.#isOurs(event)) this.#channelChanged(event.channel);
        return;
      case 'message_created':
      case 'message_edited':
      case 'interaction':
        return;
    }
  }

  /** Events were missed: nothing that is known of Discord is certain. */
  forgetAll(): void {
    this.#deps.channels.allUnsure();
    this.#deps.members.forget();
  }

  #isOurs({ guild }: { readonly guild: string }): boolean {
    return guild === this.#deps.settings().guild;
  }

  #wake(ticket: string | undefined): void {
    if (ticket !== undefined) this.#deps.wake(ticket);
  }

  #memberChanged(member: MemberSeen): void {
    this.#deps.members.put(member);
    this.#deps.userChanged(member.user);
  }

  #memberLeft(user: string): void {
    this.#deps.formerBots.memberLeft(user);
    this.#deps.members.left(user);
    this.#deps.userChanged(user);
  }

  #channelChanged(channel: ChannelSeen): void {
    const { channels, guild, throttle } = this.#deps;
    this.#wake(channels.channelSeen(channel));
    const { category } = this.#deps.settings();
    const before = guild.now?.channels.find(({ id }) => id === channel.id);
    if (category !== null && before?.category === category && channel.category !== category) {
      throttle.roomMade();
    }
  }

  #channelGone(channel: string): void {
    const { channels, orphans, findings, guild, throttle } = this.#deps;
    const ticket = channels.channelGone(channel);
    orphans.tell();
    this.#wake(ticket);
    // It may be a stray channel, of which administrators were alerted.
    if (ticket === undefined && findings.has('strays')) void guild.refresh();
    throttle.roomMade();
    // Without the category, its channels are at the top level.
    if (channel === this.#deps.settings().category) void guild.refresh();
  }
}
