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
  withPeoplesWords,
  type ObservedState,
} from './observed.ts';
import { bridgeLimits } from '../limits.ts';
import { keyOf, type Action } from './plan.ts';
import type { CallRefusal } from '../port/call-outcome.ts';
import type { DesiredState } from './desired.ts';

/** What is known once Discord refused an action. Pure. */
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
        ? unseen(backOff(observed, key, now), action, desired)
        : lost(backOff(observed, key, now), action);
    case 'name_refused':
      return refusing(backOff(observed, key, now, 0), action);
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
      // Whoever lets channels be made one by one knows when there is room; a move waits by itself.
      return action.kind === 'create_channel' ? observed : backOff(observed, key, now);
    case 'content_refused':
      return neutral(observed, action, now);
    case 'foreign_message':
      return foreign(backOff(observed, key, now), action);
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

/** It was a former bot's, and cannot be changed: another one takes its place. */
function foreign(observed: ObservedState, action: Action): ObservedState {
  if (action.kind !== 'edit_header') return observed;
  const kept = inChannel(observed, ({ formerHeaders }) => ({
    formerHeaders: [...formerHeaders, action.message].slice(-bridgeLimits.bots_max),
  }));
  return unsureOfPosts(withoutBackoff(withoutHeader(kept), keyOf(action)));
}

/** Nothing is gone that is merely not seen. In a server that is not set, the bot may never see it. */
function unseen(observed: ObservedState, action: Action, desired: DesiredState): ObservedState {
  const isElsewhere = observed.record.channel?.guild !== desired.guild;
  return action.kind === 'delete_channel' && isElsewhere ? leave(observed) : unsureOf(observed);
}

/** Something that the action names is gone; what, the next look tells. */
function lost(observed: ObservedState, action: Action): ObservedState {
  switch (action.kind) {
    case 'delete_channel':
      return withoutBackoff(withoutChannel(observed), keyOf(action));
    case 'remove_overwrite':
      // Either is gone: the overwrite is not there.
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
 * Whether it holds words of people, which Discord may not take. That it does not take what is the
 * bridge's own may pass, and is for operators.
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

/** Discord does not take these words: the next attempt has neutral ones. */
function neutral(observed: ObservedState, action: Action, now: number): ObservedState {
  if (!holdsWords(observed, action)) return backOff(observed, keyOf(action), now);
  switch (action.kind) {
    case 'post': {
      const isLost = observed.plain.entry || action.mark.of === 'note';
      if (!isLost) return { ...observed, plain: { ...observed.plain, entry: true } };
      // Even the neutral words were not taken: the conversation goes on without them.
      const skipped = inChannel(observed, () => ({ seq: action.seq, parts: 0 }));
      return withPeoplesWords(skipped);
    }
    case 'replay': {
      if (!observed.plain.entry) return { ...observed, plain: { ...observed.plain, entry: true } };
      return withPeoplesWords(replayed(observed, action.part, action.parts));
    }
    default:
      return { ...observed, plain: { ...observed.plain, header: true } };
  }
}

function refusing(observed: ObservedState, action: Action): ObservedState {
  if (action.kind !== 'create_channel' && action.kind !== 'rename_channel') return observed;
  const names = [...observed.record.refusedNames, action.baseName];
  const refusedNames = [...new Set(names)].slice(-bridgeLimits.refused_names_max);
  return { ...observed, record: { ...observed.record, refusedNames } };
}

/** Since the bridge last looked, another bot may have posted in its place. */
function unsureOfPosts(observed: ObservedState): ObservedState {
  return { ...observed, sure: { ...observed.sure, posts: false } };
}

function unsureOf(observed: ObservedState): ObservedState {
  return { ...observed, sure: unsure(observed).sure };
}
