import type { DiscordProblem } from '../../../protocol/discord-problems.ts';
import { discordProblem } from '../../../protocol/discord-sentences.ts';
import { same } from '../../../protocol/same.ts';
import type { Cancel } from '../../runtime/clock.ts';
import { isGone } from '../port/call-outcome.ts';
import { backoffMs } from '../backoff.ts';
import type { DiscordEvent } from '../port/events.ts';
import type { SlashCommand } from '../port/requests.ts';
import { commandsOf } from './commands.ts';
import { Interactions } from './interactions.ts';
import { InboundMessages } from './messages.ts';
import type { InboundDeps } from './parts.ts';
import { PrivateReplies } from './private-replies.ts';

/** The inbound side: imports messages from Discord into tickets and answers interactions. */
export class Inbound {
  readonly #deps: InboundDeps;
  readonly #replies: PrivateReplies;
  readonly #messages: InboundMessages;
  readonly #interactions: Interactions;
  /** The slash commands that were last set in this session. */
  #set: { readonly guild: string; readonly commands: readonly SlashCommand[] } | undefined;
  #isReady = false;
  #isSetting = false;
  #retry: Cancel | undefined;
  #tries = 0;
  /** Why the slash commands could not be set. */
  #fault: DiscordProblem | undefined;

  constructor(deps: InboundDeps) {
    this.#deps = deps;
    this.#replies = new PrivateReplies(deps);
    this.#messages = new InboundMessages(deps, this.#replies);
    this.#interactions = new Interactions(deps);
  }

  get problems(): readonly DiscordProblem[] {
    return this.#fault === undefined ? [] : [this.#fault];
  }

  event(event: DiscordEvent): void {
    switch (event.kind) {
      case 'ready':
        this.#isReady = true;
        if (event.session === 'resumed') return this.#messages.resume();
        this.#set = undefined;
        this.#messages.catchUp();
        return void this.#setCommands();
      case 'guild_back':
        if (event.guild !== this.#deps.settings().guild) return;
        this.#set = undefined;
        this.#messages.catchUp();
        return void this.#setCommands();
      case 'disconnected':
        return this.#messages.pause();
      case 'channel_changed':
        return this.#messages.changed(event.channel.id);
      case 'message_created':
      case 'message_edited':
      case 'messages_deleted':
      case 'channel_deleted':
        return this.#messages.event(event);
      case 'interaction':
        return this.#interactions.take(event.interaction);
      default:
        return;
    }
  }

  /** The guild or the categories may have changed. */
  settingsChanged(): void {
    void this.#setCommands();
  }

  /** A user was linked or unlinked. */
  linkChanged(user: string): void {
    this.#replies.forgetStranger(user);
  }

  /** A ticket has this channel from now on. */
  channelAdded(channel: string): void {
    this.#messages.channelAdded(channel);
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#isReady = false;
    this.#retry?.();
    this.#deps.files.stop();
    await Promise.all([this.#messages.stop(), this.#interactions.stop(), this.#replies.stop()]);
  }

  async #setCommands(): Promise<void> {
    const { port, settings, clock } = this.#deps;
    if (this.#isSetting) return;
    this.#isSetting = true;
    for (;;) {
      const { guild, categories } = settings();
      if (this.#isReady) await this.#clearCommands(guild);
      const commands = commandsOf(categories);
      if (!this.#isReady || guild === null || same(this.#set, { guild, commands })) break;
      const outcome = await port.setCommands(guild, commands);
      this.#retry?.();
      if (outcome.kind === 'done') {
        this.#set = { guild, commands };
        await this.#deps.store.setCommandsIn(guild);
        this.#fault = undefined;
        this.#tries = 0;
        continue;
      }
      const isOurs = outcome.kind === 'refused' && outcome.reason !== 'offline';
      this.#fault = isOurs && outcome.reason !== 'rate_limited' ? commandsFault : undefined;
      const wait_ms = backoffMs(this.#tries);
      this.#tries += 1;
      if (this.#isReady) this.#retry = clock.after(wait_ms, () => void this.#setCommands());
      break;
    }
    this.#isSetting = false;
  }

  /** Removes the slash commands from a guild that is not set any more. */
  async #clearCommands(guild: string | null): Promise<void> {
    const { port, store } = this.#deps;
    const before = store.commandsIn();
    if (before === undefined || before === guild) return;
    this.#set = undefined;
    const outcome = await port.setCommands(before, []);
    // After another failure they are removed at the next start.
    if (outcome.kind === 'done' || isGone(outcome)) await store.setCommandsIn(undefined);
  }
}

const commandsFault = discordProblem('commands_refused', {});
