import type { Action } from './plan.ts';
import type { ChannelSeen, OverwriteSeen } from '../port/shapes.ts';
import type { ChannelRecord } from './record.ts';
import type { DesiredState } from './desired.ts';

/** Channels whose doors somebody else moved. Pure. */

type ChannelPlace = Pick<ChannelRecord, 'overwrites' | 'category'>;

/**
 * Whether a channel is told of that is neither as the record says nor as what is being done makes
 * it. Overwrites that others added beside those of the bridge are theirs.
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
 * Of the overwrites that are there, those that the bridge puts right or removes: its own; and, where
 * somebody replaced those that keep everybody out and the bot in, as a channel that is synced with
 * its category, whoever got in by it. What a moderator added beside them stays.
 */
export function overwritesToMend(
  channel: Pick<ChannelRecord, 'overwrites'> | undefined,
  seen: ChannelSeen,
  desired: DesiredState,
): OverwriteSeen[] {
  const own = new Set(
    [...(channel?.overwrites ?? []), ...desired.overwrites].map((one) => one.target),
  );
  const isReplaced = isSwept(seen, desired);
  return seen.overwrites.filter(
    ({ target, view }) => own.has(target) || (isReplaced && view === 'allowed'),
  );
}

/** Whether others may read what is said in it. */
export function isOpened(seen: ChannelSeen, desired: DesiredState): boolean {
  const everybody = seen.overwrites.find(({ target }) => target === desired.guild);
  if (everybody?.view !== 'denied') return true;
  const own = new Set(desired.overwrites.map(({ target }) => target));
  const isStranger = ({ target, view }: OverwriteSeen) => !own.has(target) && view === 'allowed';
  return isSwept(seen, desired) && seen.overwrites.some(isStranger);
}

/** Neither of these two ever goes by itself, not even with a role or a member. */
function isSwept(seen: ChannelSeen, desired: DesiredState): boolean {
  const fixed = desired.overwrites.filter(({ level }) => level === 'hidden' || level === 'manage');
  // Of another application, the former bot stands where the present one is to.
  const isIt = (one: OverwriteSeen, target: string) =>
    one.target === target || desired.formerBots.includes(one.target);
  return !fixed.every(({ target, level }) =>
    seen.overwrites.some((one) => isIt(one, target) && one.level === level),
  );
}
