import {
  withoutBackoff,
  backOff,
  inChannel,
  leave,
  replayed,
  unsure,
  withoutChannel,
  withoutFormerHeader,
  withoutHeader,
  withoutOverwrite,
  withPeoplesText,
  type ObservedState,
} from './observed.ts';
import { bridgeLimits } from '../discord-limits.ts';
import { keyOf, type Action } from './plan.ts';
import type { CallRefusal } from '../port/call-outcome.ts';
import type { DesiredState } from './desired.ts';

/** The observed state after Discord refused an action. Pure. */
export function foldRefusal(
  observed: ObservedState,
  action: Action,
  refusal: CallRefusal,
  desired: DesiredState,
  now: number,
): ObservedState {
  const key = keyOf(action);
  switch (refusal.reason) {
    case 'not_found':
      return refusal.hidden
        ? notSeen(backOff(observed, key, now), action, desired)
        : gone(backOff(observed, key, now), action);
    case 'name_refused':
      return withRefusedName(backOff(observed, key, now, 0), action);
    case 'rate_limited': {
      const until = now + refusal.retry_after_ms;
      const waiting = {
        ...observed,
        backoffs: new Map(observed.backoffs).set(key, { until, tries: 0 }),
      };
      if (action.kind !== 'rename_channel') return waiting;
      return inChannel(waiting, () => ({ noRenameBefore: until }));
    }
    case 'category_full':
    case 'guild_full':
      // The channel throttle knows when a channel can be made; a move has a backoff of its own.
      return action.kind === 'create_channel' ? observed : backOff(observed, key, now);
    case 'content_refused':
      return withNeutralText(observed, action, now);
    case 'foreign_message':
      return withoutForeignHeader(backOff(observed, key, now), action);
    case 'missing_permission':
    case 'roles_full':
    case 'pins_full':
    case 'dm_closed':
    case 'interaction_over':
    case 'offline':
    case 'two_factor_missing':
    case 'unclear':
      return backOff(observed, key, now);
  }
}

/** The header is a former bot's and cannot be edited: a new one takes its place. */
function withoutForeignHeader(observed: ObservedState, action: Action): ObservedState {
  if (action.kind !== 'edit_header') return observed;
  const known = inChannel(observed, ({ formerHeaders }) => ({
    formerHeaders: [...formerHeaders, action.message].slice(-bridgeLimits.bots_max),
  }));
  return unsureOfPosts(withoutBackoff(withoutHeader(known), keyOf(action)));
}

/** The bot does not see the channel, which may still be there. In a guild that is not set, it is left. */
function notSeen(observed: ObservedState, action: Action, desired: DesiredState): ObservedState {
  const isElsewhere = observed.record.channel?.guild !== desired.guild;
  return action.kind === 'delete_channel' && isElsewhere ? leave(observed) : unsureOf(observed);
}

/** Something that the action names is gone. What it was, the next look shows. */
function gone(observed: ObservedState, action: Action): ObservedState {
  switch (action.kind) {
    case 'delete_channel':
      return withoutBackoff(withoutChannel(observed), keyOf(action));
    case 'remove_overwrite':
      // Channel or overwrite is gone: the overwrite is not there.
      return { ...unsureOf(observed), record: withoutOverwrite(observed, action.target).record };
    case 'unpin_header':
      return withoutBackoff(withoutFormerHeader(observed, action.message), keyOf(action));
    case 'edit_header':
    case 'pin_header':
      return unsureOf(withoutBackoff(withoutHeader(observed), keyOf(action)));
    default:
      return unsureOf(observed);
  }
}

/**
 * Whether the action posts text that people wrote, which Discord may refuse. A refusal of the bridge's
 * own text may be temporary, and is for operators.
 */
export function holdsWords({ plain }: ObservedState, action: Action): boolean {
  switch (action.kind) {
    case 'send_header':
    case 'edit_header':
      return !plain.header;
    case 'post':
    case 'replay':
      return true;
    default:
      return false;
  }
}

/** Discord refuses the text: the next attempt has a neutral one. */
function withNeutralText(observed: ObservedState, action: Action, now: number): ObservedState {
  if (!holdsWords(observed, action)) return backOff(observed, keyOf(action), now);
  switch (action.kind) {
    case 'post': {
      const isLost = observed.plain.entry || action.mark.of === 'note';
      if (!isLost) return { ...observed, plain: { ...observed.plain, entry: true } };
      // Even the neutral text was refused: the conversation continues without it.
      const skipped = inChannel(observed, () => ({ seq: action.seq, parts: 0 }));
      return withPeoplesText(skipped);
    }
    case 'replay': {
      if (!observed.plain.entry) return { ...observed, plain: { ...observed.plain, entry: true } };
      return withPeoplesText(replayed(observed, action.part, action.parts));
    }
    default:
      return { ...observed, plain: { ...observed.plain, header: true } };
  }
}

function withRefusedName(observed: ObservedState, action: Action): ObservedState {
  if (action.kind !== 'create_channel' && action.kind !== 'rename_channel') return observed;
  const names = [...observed.record.refusedNames, action.baseName];
  const refusedNames = [...new Set(names)].slice(-bridgeLimits.refused_names_max);
  return { ...observed, record: { ...observed.record, refusedNames } };
}

/** Another bot may have posted for the bridge since the last look. */
function unsureOfPosts(observed: ObservedState): ObservedState {
  return { ...observed, sure: { ...observed.sure, posts: false } };
}

function unsureOf(observed: ObservedState): ObservedState {
  return { ...observed, sure: unsure(observed).sure };
}
