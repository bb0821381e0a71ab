import type { ObservedState } from './observed.ts';
import { bridgeLimits } from '../discord-limits.ts';
import type { Mark } from '../posts/marker.ts';
import type { NewChannel, Post } from '../port/requests.ts';
import type { Overwrite } from '../port/shapes.ts';
import type { KeptFile } from '../../ticket/files.ts';
import { withFiles } from './post-with-files.ts';
import type { ChannelRecord } from './record.ts';
import { renameAt } from './renames.ts';
import type { DesiredState } from './desired.ts';

/** One action on one ticket. The last seven kinds make no call to Discord. */
export type Action =
  | { readonly kind: 'look_channel' }
  /** Looks at the overwrites and the category. */
  | { readonly kind: 'check_channel'; readonly channel: string }
  | {
      readonly kind: 'create_channel';
      readonly guild: string;
      readonly made: NewChannel;
      /** The name without its icon. */
      readonly baseName: string;
      readonly replayTo: number | null;
    }
  | { readonly kind: 'delete_channel'; readonly channel: string }
  | { readonly kind: 'set_overwrite'; readonly channel: string; readonly overwrite: Overwrite }
  | { readonly kind: 'remove_overwrite'; readonly channel: string; readonly target: string }
  | { readonly kind: 'look_posts'; readonly channel: string; readonly after: string }
  | { readonly kind: 'send_header'; readonly channel: string; readonly post: Post; hash: string }
  | {
      readonly kind: 'edit_header';
      readonly channel: string;
      readonly message: string;
      readonly post: Post;
      readonly hash: string;
    }
  | { readonly kind: 'pin_header'; readonly channel: string; readonly message: string }
  /** The header of a former bot. */
  | { readonly kind: 'unpin_header'; readonly channel: string; readonly message: string }
  | {
      readonly kind: 'replay';
      readonly channel: string;
      readonly part: number;
      readonly parts: number;
      readonly post: Post;
    }
  | {
      readonly kind: 'post';
      readonly channel: string;
      readonly seq: number;
      readonly mark: Mark;
      /** The number of this post among those of the entry. */
      readonly part: number;
      readonly parts: number;
      readonly post: Post;
      readonly files: readonly KeptFile[];
    }
  | { readonly kind: 'move_channel'; readonly channel: string; readonly category: string | null }
  | {
      readonly kind: 'rename_channel';
      readonly channel: string;
      readonly name: string;
      readonly baseName: string;
    }
  /** Posts in a channel that is left that nothing is passed on any more. */
  | { readonly kind: 'say_left'; readonly channel: string; readonly post: Post }
  /** Records in the ticket that Discord refuses the text of this message. */
  | { readonly kind: 'tell_support'; readonly publicSeq: number }
  /** Stores an archive message for each participant. */
  | { readonly kind: 'note_archive_messages'; readonly archived: number }
  /** Leaves a channel in another guild than the one that is set; the record keeps it. */
  | { readonly kind: 'leave' }
  /** Continues in the channel of a guild that is set again. */
  | { readonly kind: 'return' }
  /** Nothing of a rewritten ticket from before is left: a new channel may be made. */
  | { readonly kind: 'begin_anew'; readonly rewritten: number }
  | { readonly kind: 'end_replay' }
  | { readonly kind: 'skip'; readonly to: number };

export type Step =
  | { readonly kind: 'act'; readonly action: Action }
  /** Nothing to do before this time; null: until something changes. */
  | { readonly kind: 'rest'; readonly until: number | null };

/** The key of the backoff after a failure, which delays this action alone. */
export function keyOf(action: Action): string {
  switch (action.kind) {
    case 'set_overwrite':
      return `overwrite ${action.overwrite.target}`;
    case 'remove_overwrite':
      return `overwrite ${action.target}`;
    default:
      return action.kind;
  }
}

/**
 * The next action that brings the observed state nearer to the desired one. Pure. An action that must
 * not be done twice comes only if it is certain that it was not done. One in backoff lets others pass.
 */
export function plan(observed: ObservedState, desired: DesiredState, now: number): Step {
  let until: number | null = null;
  for (const action of actionsFor(observed, desired)) {
    const at = readyAt(observed, desired, action);
    if (at <= now) return { kind: 'act', action };
    until = Math.min(until ?? at, at);
    if (holdsAll.has(action.kind)) break;
  }
  return { kind: 'rest', until };
}

/** No later action makes sense before these are done. */
const holdsAll: ReadonlySet<Action['kind']> = new Set([
  'look_channel',
  'check_channel',
  'create_channel',
  'delete_channel',
]);

function readyAt(observed: ObservedState, desired: DesiredState, action: Action): number {
  const backoff = observed.backoffs.get(keyOf(action))?.until ?? 0;
  const { channel } = observed.record;
  if (action.kind !== 'rename_channel' || channel === null) return backoff;
  return Math.max(backoff, renameAt(channel, desired.place === 'locked'));
}

/** All actions, the most urgent first. */
function* actionsFor(observed: ObservedState, desired: DesiredState): Generator<Action> {
  const { record, sure } = observed;
  const { channel } = record;
  if (
    desired.place === 'none' &&
    desired.archivedToTell !== null &&
    record.farewell !== desired.archivedToTell
  ) {
    yield { kind: 'note_archive_messages', archived: desired.archivedToTell };
  }
  if (channel !== null && channel.guild !== desired.guild)
    return yield* leaving(observed, channel, desired);
  if (!desired.isThere) return;
  if (isRewritten(observed, desired) && sure.channel) {
    // The bot cannot find each post again by what was in it, and people wrote in the channel too.
    if (channel !== null) yield { kind: 'delete_channel', channel: channel.id };
    else yield { kind: 'begin_anew', rewritten: desired.rewritten };
    return;
  }
  if (channel === null && record.left.some(({ guild }) => guild === desired.guild)) {
    return yield { kind: 'return' };
  }
  if (!sure.channel) return yield { kind: 'look_channel' };
  if (channel === null) {
    // A closed ticket gets none: its channel was removed by hand, or it was closed before it had one.
    if (desired.place === 'open') yield creation(desired);
    return;
  }
  if (desired.place === 'none') {
    return yield { kind: 'delete_channel', channel: channel.id };
  }
  if (!sure.access) return yield { kind: 'check_channel', channel: channel.id };
  yield* overwriting(channel, desired);
  // Nothing is posted while people who should not can read the channel.
  if (!isOpen(channel, desired)) yield* posting(observed, channel, desired);
  if (channel.category !== desired.category) {
    yield { kind: 'move_channel', channel: channel.id, category: desired.category };
  }
  if (channel.name !== desired.name) {
    const { name, baseName } = desired;
    yield { kind: 'rename_channel', channel: channel.id, name, baseName };
  }
}

/**
 * Leaves a channel in a guild that is not set any more, after it was locked and a post says so. A step
 * that keeps failing is given up, since the bot may not be in that guild any more.
 */
function* leaving(
  observed: ObservedState,
  channel: ChannelRecord,
  desired: DesiredState,
): Generator<Action> {
  const { id, overwrites, saidLeft } = channel;
  if (desired.place === 'none' || isRewritten(observed, desired)) {
    return yield { kind: 'delete_channel', channel: id };
  }
  const steps: Action[] = overwrites
    .filter(({ level }) => level === 'write')
    .map((one) => ({
      kind: 'set_overwrite',
      channel: id,
      overwrite: { ...one, level: 'read' },
    }));
  if (!saidLeft) steps.push({ kind: 'say_left', channel: id, post: desired.leftPost });
  const isGivenUp = (step: Action) =>
    (observed.backoffs.get(keyOf(step))?.tries ?? 0) >= bridgeLimits.leave_tries_max;
  const open = steps.filter((step) => !isGivenUp(step));
  if (open.length > 0) return yield* open;
  yield { kind: 'leave' };
}

/** Whether what is on Discord may hold what was taken out of the ticket since. */
function isRewritten({ record }: ObservedState, desired: DesiredState): boolean {
  return desired.rewritten > (record.rewritten ?? 0);
}

function creation(desired: DesiredState): Action {
  const { guild, name, baseName, topic, category, overwrites, replayTo } = desired;
  const made = { name, topic, category, overwrites };
  return { kind: 'create_channel', guild, made, baseName, replayTo };
}

/**
 * First the bot, which would lock itself out otherwise; then everybody; then overwrites are removed
 * before others are set.
 */
function* overwriting({ id, overwrites }: ChannelRecord, desired: DesiredState): Generator<Action> {
  const isSet = ({ target, level }: Overwrite) =>
    overwrites.some((one) => one.target === target && one.level === level);
  const setting = (overwrite: Overwrite): Action => {
    return { kind: 'set_overwrite', channel: id, overwrite };
  };
  const bot = desired.overwrites.find(({ level }) => level === 'manage');
  if (bot !== undefined && !isSet(bot)) return yield setting(bot);
  const everybody = desired.overwrites.find(({ target }) => target === desired.guild);
  if (everybody !== undefined && !isSet(everybody)) yield setting(everybody);
  for (const { target } of overwrites) {
    if (desired.overwrites.some((one) => one.target === target)) continue;
    yield { kind: 'remove_overwrite', channel: id, target };
  }
  for (const overwrite of desired.overwrites) if (!isSet(overwrite)) yield setting(overwrite);
}

/** Whether the record shows access for people who should have none. */
function isOpen({ overwrites }: ChannelRecord, desired: DesiredState): boolean {
  const levelOf = (target: string) => overwrites.find((one) => one.target === target)?.level;
  if (levelOf(desired.guild) !== 'hidden') return true;
  const targets = new Set(desired.overwrites.map(({ target }) => target));
  return overwrites.some(({ target, level }) => !targets.has(target) && level !== 'hidden');
}

/** The header, then the replay, then mirrored entries. */
function* posting(
  observed: ObservedState,
  channel: ChannelRecord,
  desired: DesiredState,
): Generator<Action> {
  const { header, id, replay, seq } = channel;
  const headerPost = observed.plain.header ? desired.plainHeader : desired.header;
  const entry = desired.entries.find((one) => one.seq > seq);
  const isSilent =
    header !== null && (replay === null || desired.replay.length === 0) && entry === undefined;
  if (!observed.sure.posts && !isSilent) {
    return yield { kind: 'look_posts', channel: id, after: channel.lastPost ?? id };
  }
  const hash = desired.headerHash;
  if (header === null) yield { kind: 'send_header', channel: id, post: headerPost, hash };
  else {
    const { message } = header;
    if (header.hash !== hash || !observed.sure.header) {
      yield { kind: 'edit_header', channel: id, message, post: headerPost, hash };
    }
    if (!header.pinned) yield { kind: 'pin_header', channel: id, message };
    for (const former of channel.formerHeaders) {
      yield { kind: 'unpin_header', channel: id, message: former };
    }
  }
  if (replay !== null) {
    const posts = observed.plain.entry ? desired.plainReplay : desired.replay;
    const post = posts[replay.posted];
    if (post === undefined) return yield { kind: 'end_replay' };
    const part = replay.posted + 1;
    // Later posts wait, to keep the order of the conversation.
    return yield { kind: 'replay', channel: id, part, parts: posts.length, post };
  }
  if (entry === undefined) {
    if (desired.entriesTo > seq) yield { kind: 'skip', to: desired.entriesTo };
    return;
  }
  const { publicSeq } = entry;
  if (observed.plain.entry && !observed.plain.told && publicSeq !== null) {
    // Recorded before the neutral post: after a crash the text would be tried again and then recorded.
    return yield { kind: 'tell_support', publicSeq };
  }
  const posts = observed.plain.entry ? [entry.plain] : entry.posts;
  const next = posts[observed.plain.entry ? 0 : channel.parts];
  if (next === undefined) return yield { kind: 'skip', to: entry.seq };
  const part = observed.plain.entry ? 1 : channel.parts + 1;
  yield {
    kind: 'post',
    channel: id,
    seq: entry.seq,
    mark: next.mark,
    part,
    parts: posts.length,
    ...withFiles(next, observed.backoffs.get('post')?.tries ?? 0),
  };
}
