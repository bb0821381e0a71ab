import type { DiscordProblem } from '../../../protocol/discord-problems.ts';
import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { bridgeLimits } from '../discord-limits.ts';
import type { Members } from './members.ts';
import type { BridgeMeta, BridgeStore } from '../store.ts';

interface FormerBotsDeps {
  readonly store: Pick<BridgeStore, 'meta' | 'setMeta'>;
  readonly alerts: Alerts;
  readonly members: Members;
}

/** Bots that the server had before the present one. The bridge still recognizes their posts. */
export class FormerBots {
  readonly #deps: FormerBotsDeps;

  constructor(deps: FormerBotsDeps) {
    this.#deps = deps;
  }

  get users(): readonly string[] {
    return (this.#deps.store.meta()?.bots ?? []).slice(0, -1);
  }

  /** Stores who the present bot is, so that its posts are recognized after another one took its place. */
  note(meta: BridgeMeta, bot: string): Promise<boolean> | boolean {
    const before = meta.bots ?? [];
    if (before.at(-1) === bot) return true;
    const bots = [...before.filter((one) => one !== bot), bot].slice(-bridgeLimits.bots_max);
    return this.#deps.store.setMeta({ ...meta, bots });
  }

  /** Alerts of one that is still in the guild, where its buttons and commands do nothing. */
  async check(guild: string): Promise<void> {
    let problem: DiscordProblem | undefined;
    for (const bot of this.users) {
      if (await this.#deps.members.of(guild, bot)) {
        problem = discordProblem('former_bot', { bot });
      }
    }
    this.#deps.alerts.set('former_bot', problem);
  }

  memberLeft(user: string): void {
    if (this.users.includes(user)) this.#deps.alerts.clear('former_bot');
  }
}
