import { discordProblem } from '../../protocol/discord-sentences.ts';
import type { Alerts } from './alerts.ts';
import { isGone, isHidden } from './gone.ts';
import { bridgeLimits } from './discord-limits.ts';
import type { DiscordPort } from './port.ts';

/** The channel of a ticket in a server that was set before. */
export interface LeftChannel {
  readonly ticket: string;
  readonly number: number;
  readonly channel: string;
  readonly guild: string;
}

interface OrphansDeps {
  readonly port: Pick<DiscordPort, 'channel'>;
  readonly alerts: Alerts;
  /** All that there are. */
  left(): readonly LeftChannel[];
  /** This one is no more. */
  gone(channel: string): void;
}

/**
 * Tells administrators of the channels in servers that are not set any more. One that the bot does
 * not see any more when they look again is theirs to remove: it is not told again, and stays known,
 * for the bot may be let in again and the server set again.
 */
export class Orphans {
  readonly #deps: OrphansDeps;
  /** Servers that are told of. */
  #told: ReadonlySet<string> = new Set();
  /** Channels that the bot did not see at the last look. */
  readonly #hidden = new Set<string>();

  constructor(deps: OrphansDeps) {
    this.#deps = deps;
  }

  /** As it is now: all of a server in one sentence. */
  tell(): void {
    const { alerts } = this.#deps;
    const all = this.#deps.left();
    const known = new Set(all.map(({ channel }) => channel));
    for (const channel of this.#hidden) if (!known.has(channel)) this.#hidden.delete(channel);
    const left = all.filter(({ channel }) => !this.#hidden.has(channel));
    const guilds = new Set(left.map(({ guild }) => guild));
    for (const guild of this.#told) if (!guilds.has(guild)) alerts.clear(`orphans ${guild}`);
    this.#told = guilds;
    for (const guild of guilds) {
      const numbers = left.filter((one) => one.guild === guild).map(({ number }) => number);
      const shown = numbers.toSorted((a, b) => a - b).slice(0, bridgeLimits.numbers_told_max);
      const about = { server: guild, tickets: shown, more: numbers.length - shown.length };
      alerts.raise(`orphans ${guild}`, discordProblem('orphans', about));
    }
  }

  /** Whether they are still there. */
  async look(): Promise<void> {
    for (const { channel } of this.#deps.left()) {
      const outcome = await this.#deps.port.channel(channel);
      if (isHidden(outcome)) this.#hidden.add(channel);
      else if (outcome.kind === 'done') this.#hidden.delete(channel);
      else if (isGone(outcome)) this.#deps.gone(channel);
    }
    this.tell();
  }

  /** The bot is in this server again, and may see what it did not see there. */
  guildBack(guild: string): void {
    for (const one of this.#deps.left()) if (one.guild === guild) this.#hidden.delete(one.channel);
    this.tell();
  }
}
