import {
  freed,
  held,
  inChannel,
  leave,
  replayed,
  unsure,
  withoutChannel,
  withoutFormerHeader,
  withoutHeader,
  withoutOverwrite,
  withoutPlainLine,
  type Have,
} from './have.ts';
import { bridgeLimits } from '../limits.ts';
import { keyOf, type Action } from './plan.ts';
import type { Refused } from '../port/outcome.ts';
import type { DesiredState } from './desired.ts';

/** What is known once Discord refused an action. Pure. */
export function foldRefusal(
  have: Have,
  action: Action,
  refusal: Refused,
  desired: DesiredState,
  now: number,
): Have {
  const key = keyOf(action);
  switch (refusal.reason) {
    case 'not_found':
      return refusal.hidden
        ? unseen(held(have, key, now), action, desired)
        : lost(held(have, key, now), action);
    case 'name_refused':
      return refusing(held(have, key, now, 0), action);
    case 'rate_limited': {
      const until = now + refusal.retry_after_ms;
      const waiting = { ...have, held: new Map(have.held).set(key, { until, tries: 0 }) };
      if (action.kind !== 'rename_channel') return waiting;
      return inChannel(waiting, () => ({ noRenameBefore: until }));
    }
    case 'category_full':
    case 'guild_full':
      // Whoever lets channels be made one by one knows when there is room; a move waits by itself.
      return action.kind === 'create_channel' ? have : held(have, key, now);
    case 'content_refused':
      return neutral(have, action, now);
    case 'foreign_message':
      return foreign(held(have, key, now), action);
    case 'missing_permission':
    case 'roles_full':
    case 'pins_full':
    case 'dm_closed':
    case 'interaction_over':
    case 'offline':
    case 'two_factor_missing':
    case 'unclear':
      return held(have, key, now);
  }
}

/** It was a former bot's, and cannot be changed: another one takes its place. */
function foreign(have: Have, action: Action): Have {
  if (action.kind !== 'edit_header') return have;
  const kept = inChannel(have, ({ formerHeaders }) => ({
    formerHeaders: [...formerHeaders, action.message].slice(-bridgeLimits.bots_max),
  }));
  return unsureOfPosts(freed(withoutHeader(kept), keyOf(action)));
}

/** Nothing is gone that is merely not seen. In a server that is not set, the bot may never see it. */
function unseen(have: Have, action: Action, desired: DesiredState): Have {
  const isElsewhere = have.record.channel?.guild !== desired.guild;
  return action.kind === 'delete_channel' && isElsewhere ? leave(have) : unsureOf(have);
}

/** Something that the action names is gone; what, the next look tells. */
function lost(have: Have, action: Action): Have {
  switch (action.kind) {
    case 'delete_channel':
      return freed(withoutChannel(have), keyOf(action));
    case 'remove_overwrite':
      // Either is gone: the overwrite is not there.
      return { ...unsureOf(have), record: withoutOverwrite(have, action.target).record };
    case 'unpin_header':
      return freed(withoutFormerHeader(have, action.message), keyOf(action));
    case 'edit_header':
    case 'pin_header':
      return unsureOf(freed(withoutHeader(have), keyOf(action)));
    default:
      return unsureOf(have);
  }
}

/**
 * Whether it holds words of people, which Discord may not take. That it does not take what is the
 * bridge's own may pass, and is for operators.
 */
export function holdsWords({ plain }: Have, action: Action): boolean {
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
function neutral(have: Have, action: Action, now: number): Have {
  if (!holdsWords(have, action)) return held(have, keyOf(action), now);
  switch (action.kind) {
    case 'post': {
      const isLost = have.plain.line || action.mark.of === 'note';
      if (!isLost) return { ...have, plain: { ...have.plain, line: true } };
      // Even the neutral words were not taken: the conversation goes on without them.
      const skipped = inChannel(have, () => ({ seq: action.seq, parts: 0 }));
      return withoutPlainLine(skipped);
    }
    case 'replay': {
      if (!have.plain.line) return { ...have, plain: { ...have.plain, line: true } };
      return withoutPlainLine(replayed(have, action.part, action.parts));
    }
    default:
      return { ...have, plain: { ...have.plain, header: true } };
  }
}

function refusing(have: Have, action: Action): Have {
  if (action.kind !== 'create_channel' && action.kind !== 'rename_channel') return have;
  const names = [...have.record.refusedNames, action.baseName];
  const refusedNames = [...new Set(names)].slice(-bridgeLimits.refused_names_max);
  return { ...have, record: { ...have.record, refusedNames } };
}

/** Since the bridge last looked, another bot may have posted in its place. */
function unsureOfPosts(have: Have): Have {
  return { ...have, sure: { ...have.sure, posts: false } };
}

function unsureOf(have: Have): Have {
  return { ...have, sure: unsure(have).sure };
}
