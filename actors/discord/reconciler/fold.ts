import { foldChannelFound, foldPostsFound } from './fold-found.ts';
import { foldRefusal } from './fold-refusal.ts';
import {
  comeBack,
  freed,
  held,
  inChannel,
  leave,
  replayed,
  withoutChannel,
  withoutFormerHeader,
  withoutOverwrite,
  withoutPlainLine,
  type Have,
} from './have.ts';
import type { Brought } from './perform.ts';
import { keyOf, type Action } from './plan.ts';
import type { Outcome } from '../port/outcome.ts';
import { newChannel } from './record.ts';
import { withRename } from './renames.ts';
import type { DesiredState } from './desired.ts';

/** What must be remembered before the call, for nobody could tell after it. */
export function begun(have: Have, action: Action, now: number): Have {
  if (action.kind !== 'rename_channel') return have;
  return inChannel(have, ({ renames }) => ({ renames: withRename(renames, now) }));
}

/** What is known once an action has ended so. Pure. */
export function fold(
  have: Have,
  action: Action,
  outcome: Outcome<Brought>,
  desired: DesiredState,
  now: number,
): Have {
  switch (outcome.kind) {
    case 'done':
      return freed(done(have, action, outcome.value, desired), keyOf(action));
    case 'refused':
      return foldRefusal(have, action, outcome, desired, now);
    case 'unknown':
      return doubtful(held(have, keyOf(action), now), action);
  }
}

function done(have: Have, action: Action, brought: Brought, desired: DesiredState): Have {
  switch (action.kind) {
    case 'look_channel':
      return foldChannelFound(have, brought.found ?? null, desired);
    case 'check_channel': {
      const checked = foldChannelFound(have, brought.found ?? null, desired);
      return { ...checked, sure: { ...checked.sure, access: true } };
    }
    case 'create_channel': {
      const { guild, made, replayTo } = action;
      const { name, category, overwrites } = made;
      const channel = newChannel({
        id: brought.channel!,
        guild,
        name,
        category,
        overwrites,
        replayTo,
        isAdopted: false,
      });
      const record = { ...have.record, channel, hadChannel: true };
      return { ...withoutChannel(have), record };
    }
    case 'delete_channel':
      return withoutChannel(have);
    case 'say_left':
      return inChannel(have, () => ({ saidLeft: true, lastPost: brought.message! }));
    case 'leave':
      return leave(have);
    case 'return':
      return comeBack(have, desired.guild);
    case 'set_overwrite': {
      const { overwrite } = action;
      return inChannel(have, ({ overwrites }) => ({
        overwrites: [...overwrites.filter(({ target }) => target !== overwrite.target), overwrite],
      }));
    }
    case 'remove_overwrite':
      return withoutOverwrite(have, action.target);
    case 'look_posts':
      return foldPostsFound(have, brought.posts ?? [], desired);
    case 'send_header': {
      const message = brought.message!;
      const sent = inChannel(have, ({ headers }) => ({
        header: { message, hash: action.hash, pinned: false },
        headers: headers + 1,
        lastPost: message,
      }));
      return { ...sent, sure: { ...sent.sure, header: true } };
    }
    case 'edit_header': {
      const edited = inChannel(have, ({ header }) => ({
        header: header && { ...header, hash: action.hash },
      }));
      return { ...edited, sure: { ...edited.sure, header: true } };
    }
    case 'pin_header':
      return inChannel(have, ({ header }) => ({ header: header && { ...header, pinned: true } }));
    case 'unpin_header':
      return withoutFormerHeader(have, action.message);
    case 'replay':
      return withoutPlainLine(
        inChannel(replayed(have, action.part, action.parts), () => ({
          lastPost: brought.message!,
        })),
      );
    case 'post': {
      const isLast = action.part >= action.parts;
      const posted = inChannel(have, ({ seq }) => ({
        seq: isLast ? action.seq : seq,
        parts: isLast ? 0 : action.part,
        lastPost: brought.message!,
      }));
      return isLast ? withoutPlainLine(posted) : posted;
    }
    case 'move_channel':
      return inChannel(have, () => ({ category: action.category }));
    case 'rename_channel':
      return inChannel(have, () => ({ name: action.name }));
    case 'farewell':
      return { ...have, record: { ...have.record, farewell: action.archived } };
    case 'tell_support':
      return { ...have, plain: { ...have.plain, told: true } };
    case 'end_replay':
      return inChannel(have, () => ({ replay: null }));
    case 'skip':
      return withoutPlainLine(inChannel(have, () => ({ seq: action.to, parts: 0 })));
  }
}

/** It may have been done: what must not be done twice is looked for first. */
function doubtful(have: Have, action: Action): Have {
  switch (action.kind) {
    case 'create_channel':
      return { ...have, sure: { ...have.sure, channel: false } };
    case 'send_header':
    case 'replay':
    case 'post':
      return { ...have, sure: { ...have.sure, posts: false } };
    default:
      return have;
  }
}
