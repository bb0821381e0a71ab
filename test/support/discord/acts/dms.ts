import type { APIDMChannel } from 'discord-api-types/v10';
import { asForm } from '../form.ts';
import { refusal } from '../refusal.ts';
import type { World } from '../world.ts';

/** Opens direct messages, or finds those that are open: the same channel every time. */
export class DmOpener {
  readonly #world: World;
  #opened: number[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  open(value: unknown): APIDMChannel {
    const world = this.#world;
    const user = world.users.get(String(asForm(value).recipient_id));
    if (!user || user.bot) throw refusal('invalidRecipient');
    const before = world.dmWith(user.id);
    if (before) return before;
    const now = world.clock.now();
    this.#opened = this.#opened.filter((at) => at > now - world.settings.dm_opens_window_ms);
    if (this.#opened.length >= world.settings.dm_opens_max) throw refusal('dmsTooFast');
    this.#opened.push(now);
    return world.openDm(user);
  }
}
