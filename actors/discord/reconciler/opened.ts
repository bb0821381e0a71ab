import type { Action } from './plan.ts';
import type { ChannelSeen, OverwriteSeen } from '../port/shapes.ts';
import type { ChannelRecord } from './record.ts';
import type { DesiredState } from './desired.ts';

/** Channels whose overwrites or category somebody else changed. Pure. */

type ChannelPlace = Pick<ChannelRecord, 'overwrites' | 'category'>;

/**
 * Whether an event shows a channel that agrees neither with the record nor with the action under way.
 * Overwrites that others added beside those of the bridge do not count.
 */
export function isChangedByOthers(
  channel: ChannelRecord,
  doing: Action | undefined,
  seen: ChannelSeen,
): boolean {
  const fits = ({ overwrites, category }: ChannelPlace) =>
    category === seen.category &&
    overwrites.every(({ target, level }) =>
      seen.overwrites.some((one) => one.target === target && one.level === level),
    );
  return !fits(channel) && !fits(after(channel, doing));
}

function after({ overwrites, category }: ChannelPlace, doing: Action | undefined): ChannelPlace {
  switch (doing?.kind) {
    case 'set_overwrite': {
      const { overwrite } = doing;
      const others = overwrites.filter(({ target }) => target !== overwrite.target);
      return { category, overwrites: [...others, overwrite] };
    }
    case 'remove_overwrite':
      return { category, overwrites: overwrites.filter(({ target }) => target !== doing.target) };
    case 'move_channel':
      return { overwrites, category: doing.category };
    default:
      return { overwrites, category };
  }
}

/**
 * The overwrites that the bridge repairs or removes: its own, and all that give access if somebody
 * replaced the fixed ones, as when a channel is synced with its category. Overwrites that a moderator
 * only added stay.
 */
export function overwritesToMend(
  channel: Pick<ChannelRecord, 'overwrites'> | undefined,
  seen: ChannelSeen,
  desired: DesiredState,
): OverwriteSeen[] {
  const own = new Set(
    [...(channel?.overwrites ?? []), ...desired.overwrites].map((one) => one.target),
  );
  const isReplaced = lacksFixed(seen, desired);
  return seen.overwrites.filter(
    ({ target, view }) => own.has(target) || (isReplaced && view === 'allowed'),
  );
}

/** Whether people who should not can read the channel. */
export function isOpened(seen: ChannelSeen, desired: DesiredState): boolean {
  const everybody = seen.overwrites.find(({ target }) => target === desired.guild);
  if (everybody?.view !== 'denied') return true;
  const own = new Set(desired.overwrites.map(({ target }) => target));
  const isStranger = ({ target, view }: OverwriteSeen) => !own.has(target) && view === 'allowed';
  return lacksFixed(seen, desired) && seen.overwrites.some(isStranger);
}

/** Whether a fixed overwrite is gone: those of everybody and the bot, which Discord never removes itself. */
function lacksFixed(seen: ChannelSeen, desired: DesiredState): boolean {
  const fixed = desired.overwrites.filter(({ level }) => level === 'hidden' || level === 'manage');
  // After a change of the bot, the former one has the overwrite of the present one.
  const isIt = (one: OverwriteSeen, target: string) =>
    one.target === target || desired.formerBots.includes(one.target);
  return !fixed.every(({ target, level }) =>
    seen.overwrites.some((one) => isIt(one, target) && one.level === level),
  );
}
