import { openDiscord } from '../../actors/discord/open.ts';
import type { DiscordEvent } from '../../actors/discord/port/events.ts';
import type { DiscordPort } from '../../actors/discord/port/port.ts';
import type { NewChannel } from '../../actors/discord/port/requests.ts';
import type { CallOutcome, RefusalReason } from '../../actors/discord/port/call-outcome.ts';
import { Discord } from '../support/discord/discord.ts';
import type { Guild } from '../support/discord/guild.ts';
import { assert } from '../support/suite.ts';
import { botBits, stage } from './raw-client.ts';

export type Heard<K extends DiscordEvent['kind']> = Extract<DiscordEvent, { kind: K }>;

/** The adapter with the real discord.js, against the stand-in. */
export class AdapterStage {
  readonly discord: Discord;
  readonly guild: Guild;
  readonly events: DiscordEvent[] = [];
  readonly errors: unknown[] = [];
  port!: DiscordPort;

  private constructor(discord: Discord, bits: bigint) {
    this.discord = discord;
    this.guild = stage(discord, bits).guild;
  }

  static async open(options: { bits?: bigint; token?: string } = {}): Promise<AdapterStage> {
    const on = new AdapterStage(await Discord.start(), options.bits ?? botBits);
    on.port = await openDiscord({
      token: options.token ?? on.discord.world.token,
      api: on.discord.api,
      cdn: on.discord.cdn,
      clock: on.discord.world.clock,
      onError: (cause) => on.errors.push(cause),
    });
    on.port.onEvent((event) => {
      on.events.push(event);
      on.discord.world.changed();
    });
    return on;
  }

  static async connected(options: { bits?: bigint } = {}): Promise<AdapterStage> {
    const on = await AdapterStage.open(options);
    on.port.start();
    await on.hear('guild_back');
    return on;
  }

  async close(): Promise<void> {
    await this.port.stop();
    await this.discord.stop();
    assert.equal(this.errors, []);
  }

  /** Waits for the next event of a kind from this index in `events` on. */
  hear<K extends DiscordEvent['kind']>(kind: K, from = 0): Promise<Heard<K>> {
    const isIt = (event: DiscordEvent): event is Heard<K> => event.kind === kind;
    return this.discord.until(() => this.events.slice(from).find(isIt));
  }

  /** Moves time forward, and runs what becomes due, until a condition holds. */
  async moveUntil(look: () => boolean): Promise<void> {
    while (!look()) {
      this.discord.world.clock.move(500);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  kinds(from = 0): string[] {
    return this.events.slice(from).map(({ kind }) => kind);
  }

  /** Makes a private channel, as the bridge does. */
  async makeChannel(more: Partial<NewChannel> = {}): Promise<string> {
    const made = await this.port.createChannel(this.guild.id, {
      name: 'ticket-horse',
      topic: 'Ticket 7',
      category: null,
      overwrites: [
        { target: this.guild.id, of: 'role', level: 'hidden' },
        { target: this.discord.world.bot.id, of: 'member', level: 'manage' },
      ],
      ...more,
    });
    return done(made).channel;
  }
}

export function done<T>(outcome: CallOutcome<T>): T {
  if (outcome.kind !== 'done') assert.unreachable(JSON.stringify(outcome));
  return (outcome as Extract<CallOutcome<T>, { kind: 'done' }>).value;
}

export function refused(outcome: CallOutcome<unknown>, reason: RefusalReason['reason']): void {
  assert.is(outcome.kind, 'refused', JSON.stringify(outcome));
  if (outcome.kind === 'refused') assert.is(outcome.reason, reason, outcome.detail);
}
