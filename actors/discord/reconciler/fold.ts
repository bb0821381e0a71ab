import { foldChannelFound, foldPostsFound } from './fold-found.ts';
import { foldRefusal } from './fold-refusal.ts';
import {
  comeBack,
  withoutBackoff,
  backOff,
  inChannel,
  leave,
  replayed,
  withoutChannel,
  withoutFormerHeader,
  withoutOverwrite,
  withPeoplesText,
  type ObservedState,
} from './observed.ts';
import type { ApplyResult } from './apply.ts';
import { keyOf, type Action } from './plan.ts';
import type { CallOutcome } from '../port/call-outcome.ts';
import { newChannel } from './record.ts';
import { withRename } from './renames.ts';
import type { DesiredState } from './desired.ts';

/** What has to be stored before the call, since it could not be found out afterwards. */
export function begun(observed: ObservedState, action: Action, now: number): ObservedState {
  if (action.kind !== 'rename_channel') return observed;
  return inChannel(observed, ({ renames }) => ({ renames: withRename(renames, now) }));
}

/** The observed state after an action had this outcome. Pure. */
export function fold(
  observed: ObservedState,
  action: Action,
  outcome: CallOutcome<ApplyResult>,
  desired: DesiredState,
  now: number,
): ObservedState {
  switch (outcome.kind) {
    case 'done':
      return withoutBackoff(done(observed, action, outcome.value, desired), keyOf(action));
    case 'refused':
      return foldRefusal(observed, action, outcome, desired, now);
    case 'unknown':
      return afterUnknown(backOff(observed, keyOf(action), now), action);
  }
}

function done(
  observed: ObservedState,
  action: Action,
  result: ApplyResult,
  desired: DesiredState,
): ObservedState {
  switch (action.kind) {
    case 'look_channel':
      return foldChannelFound(observed, result.found ?? null, desired);
    case 'check_channel': {
      const checked = foldChannelFound(observed, result.found ?? null, desired);
      return { ...checked, sure: { ...checked.sure, access: true } };
    }
    case 'create_channel': {
      const { guild, made, replayTo } = action;
      const { name, category, overwrites } = made;
      const channel = newChannel({
        id: result.channel!,
        guild,
        name,
        category,
        overwrites,
        replayTo,
        isAdopted: false,
      });
      const record = { ...observed.record, channel, hadChannel: true };
      return { ...withoutChannel(observed), record };
    }
    case 'delete_channel':
      return withoutChannel(observed);
    case 'say_left':
      return inChannel(observed, () => ({ saidLeft: true, lastPost: result.message! }));
    case 'leave':
      return leave(observed);
    case 'return':
      return comeBack(observed, desired.guild);
    case 'set_overwrite': {
      const { overwrite } = action;
      return inChannel(observed, ({ overwrites }) => ({
        overwrites: [...overwrites.filter(({ target }) => target !== overwrite.target), overwrite],
      }));
    }
    case 'remove_overwrite':
      return withoutOverwrite(observed, action.target);
    case 'look_posts':
      return foldPostsFound(observed, result.posts ?? [], desired);
    case 'send_header': {
      const message = result.message!;
      const sent = inChannel(observed, ({ headers }) => ({
        header: { message, hash: action.hash, pinned: false },
        headers: headers + 1,
        lastPost: message,
      }));
      return { ...sent, sure: { ...sent.sure, header: true } };
    }
    case 'edit_header': {
      const edited = inChannel(observed, ({ header }) => ({
        header: header && { ...header, hash: action.hash },
      }));
      return { ...edited, sure: { ...edited.sure, header: true } };
    }
    case 'pin_header':
      return inChannel(observed, ({ header }) => ({
        header: header && { ...header, pinned: true },
      }));
    case 'unpin_header':
      return withoutFormerHeader(observed, action.message);
    case 'replay':
      return withPeoplesText(
        inChannel(replayed(observed, action.part, action.parts), () => ({
          lastPost: result.message!,
        })),
      );
    case 'post': {
      const isLast = action.part >= action.parts;
      const posted = inChannel(observed, ({ seq }) => ({
        seq: isLast ? action.seq : seq,
        parts: isLast ? 0 : action.part,
        lastPost: result.message!,
      }));
      return isLast ? withPeoplesText(posted) : posted;
    }
    case 'move_channel':
      return inChannel(observed, () => ({ category: action.category }));
    case 'rename_channel':
      return inChannel(observed, () => ({ name: action.name }));
    case 'note_archive_messages':
      return { ...observed, record: { ...observed.record, farewell: action.archived } };
    case 'tell_support':
      return { ...observed, plain: { ...observed.plain, told: true } };
    case 'begin_anew':
      // A refused name may hold what was taken out of the subject.
      return {
        ...observed,
        record: { ...observed.record, rewritten: action.rewritten, refusedNames: [] },
      };
    case 'end_replay':
      return inChannel(observed, () => ({ replay: null }));
    case 'skip':
      return withPeoplesText(inChannel(observed, () => ({ seq: action.to, parts: 0 })));
  }
}

/** The action may have been done. If it must not be done twice, a look comes first. */
function afterUnknown(observed: ObservedState, action: Action): ObservedState {
  switch (action.kind) {
    case 'create_channel':
      return { ...observed, sure: { ...observed.sure, channel: false } };
    case 'send_header':
    case 'replay':
    case 'post':
      return { ...observed, sure: { ...observed.sure, posts: false } };
    default:
      return observed;
  }
}
