import { heldLonger, unsure, withoutChannel, withoutHeader, type Have } from './have.ts';
import { bridgeLimits } from './limits.ts';
import { footerOf, traceOf } from './marker.ts';
import { keyOf, type Action } from './plan.ts';
import type { ChannelSeen, OverwriteSeen } from './port/shapes.ts';
import type { Outcome, Refused } from './port/outcome.ts';
import type { Post } from './port/requests.ts';
import { overwritesToMend } from './opened.ts';
import { newChannel, type ChannelRecord } from './record.ts';
import { withRename } from './renames.ts';
import type { Want } from './want.ts';

/** What a look or a call brought, beside that it was done. */
export interface Brought {
  /** The channel that was made. */
  readonly channel?: string;
  /** The post that was made. */
  readonly message?: string;
  /** The ticket's channel, found by its topic; null: there is none. */
  readonly found?: ChannelSeen | null;
  /** The bridge's own posts that were found, oldest first. */
  readonly posts?: readonly FoundPost[];
}

export interface FoundPost {
  readonly message: string;
  readonly footer: string;
  /** Of what it tells, milliseconds since 1970. */
  readonly at: number | null;
  /** By a bot that the server had before. */
  readonly isFormer: boolean;
}

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
  want: Want,
  now: number,
): Have {
  switch (outcome.kind) {
    case 'done':
      return freed(done(have, action, outcome.value, want), keyOf(action));
    case 'refused':
      return refused(have, action, outcome, want, now);
    case 'unknown':
      return doubtful(held(have, keyOf(action), now), action);
  }
}

function done(have: Have, action: Action, brought: Brought, want: Want): Have {
  switch (action.kind) {
    case 'look_channel':
      return found(have, brought.found ?? null, want);
    case 'check_channel': {
      const checked = found(have, brought.found ?? null, want);
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
      return comeBack(have, want);
    case 'set_overwrite': {
      const { overwrite } = action;
      return inChannel(have, ({ overwrites }) => ({
        overwrites: [...overwrites.filter(({ target }) => target !== overwrite.target), overwrite],
      }));
    }
    case 'remove_overwrite':
      return inChannel(have, ({ overwrites }) => ({
        overwrites: overwrites.filter(({ target }) => target !== action.target),
      }));
    case 'look_posts':
      return foundPosts(have, brought.posts ?? [], want);
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
      return inChannel(have, dropFormer(action.message));
    case 'replay':
      return {
        ...inChannel(have, (channel) => ({
          ...replayed(channel, action.part, action.parts),
          lastPost: brought.message!,
        })),
        plain: noPlain(have),
      };
    case 'post': {
      const isLast = action.part >= action.parts;
      const posted = inChannel(have, ({ seq }) => ({
        seq: isLast ? action.seq : seq,
        parts: isLast ? 0 : action.part,
        lastPost: brought.message!,
      }));
      return isLast ? { ...posted, plain: noPlain(have) } : posted;
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
      return { ...inChannel(have, () => ({ seq: action.to, parts: 0 })), plain: noPlain(have) };
  }
}

function refused(have: Have, action: Action, refusal: Refused, want: Want, now: number): Have {
  const key = keyOf(action);
  switch (refusal.reason) {
    case 'not_found':
      return refusal.hidden
        ? unseen(held(have, key, now), action, want)
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

/** Nothing is known of where it is to be now. */
function leave(have: Have): Have {
  const { channel, left } = have.record;
  if (channel === null) return have;
  const others = left.filter(({ guild }) => guild !== channel.guild);
  const kept = [...others, channel].slice(-bridgeLimits.left_channels_max);
  const without = unsure(withoutChannel(have));
  return { ...without, record: { ...without.record, left: kept } };
}

/** Into the channel that it had in this server; what others did to it meanwhile, a look tells. */
function comeBack(have: Have, want: Want): Have {
  const { left } = have.record;
  const channel = left.find(({ guild }) => guild === want.guild);
  if (channel === undefined) return have;
  const others = left.filter(({ guild }) => guild !== want.guild);
  const record = { ...have.record, channel: { ...channel, saidLeft: false }, left: others };
  const sure = { channel: false, access: false, posts: false, header: false };
  return { ...have, record, sure, held: new Map() };
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
function unseen(have: Have, action: Action, want: Want): Have {
  const isElsewhere = have.record.channel?.guild !== want.guild;
  return action.kind === 'delete_channel' && isElsewhere ? leave(have) : unsureOf(have);
}

/** Something that the action names is gone; what, the next look tells. */
function lost(have: Have, action: Action): Have {
  switch (action.kind) {
    case 'delete_channel':
      return freed(withoutChannel(have), keyOf(action));
    case 'remove_overwrite':
      // Either is gone: the overwrite is not there.
      return { ...unsureOf(have), record: inChannel(have, dropOverwrite(action.target)).record };
    case 'unpin_header':
      return freed(inChannel(have, dropFormer(action.message)), keyOf(action));
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
      return { ...skipped, plain: noPlain(have) };
    }
    case 'replay': {
      if (!have.plain.line) return { ...have, plain: { ...have.plain, line: true } };
      const skipped = inChannel(have, (channel) => replayed(channel, action.part, action.parts));
      return { ...skipped, plain: noPlain(have) };
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

/** The channel that the topic names, or none. */
function found(have: Have, seen: ChannelSeen | null, want: Want): Have {
  const { channel } = have.record;
  if (seen === null) return channel === null ? sureOfChannel(have) : withoutChannel(have);
  if (channel?.id === seen.id) {
    const overwrites = levels(overwritesToMend(channel, seen, want));
    return sureOfChannel(inChannel(have, () => ({ overwrites, category: seen.category })));
  }
  const adopted = newChannel({
    id: seen.id,
    guild: want.guild,
    name: seen.name,
    category: seen.category,
    overwrites: levels(seen.overwrites),
    replayTo: want.replayTo,
    isAdopted: true,
  });
  const record = { ...have.record, channel: adopted, hadChannel: true };
  return { ...have, record, sure: { channel: true, access: true, posts: false, header: true } };
}

function levels(overwrites: readonly OverwriteSeen[]): ChannelRecord['overwrites'] {
  return overwrites.map(({ target, of, level }) => ({ target, of, level }));
}

function sureOfChannel(have: Have): Have {
  return { ...have, sure: { ...have.sure, channel: true } };
}

/** Goes on behind the posts that are there already. */
function foundPosts(have: Have, posts: NonNullable<Brought['posts']>, want: Want): Have {
  const footers = new Map(posts.map((post) => [traceOf(post), post.message]));
  const last = posts.at(-1)?.message;
  const isThere = ({ embeds }: Post) => {
    const embed = embeds?.[0];
    return embed?.footer !== undefined && footers.has(traceOf({ ...embed, footer: embed.footer }));
  };
  const ownFooter = footerOf(have.record.number, { of: 'header' });
  const looked = inChannel(have, (channel) => {
    // That of a former bot cannot be edited.
    const header = posts.findLast((one) => one.footer === ownFooter && !one.isFormer)?.message;
    const replay = channel.replay && behind(channel.replay, want.replay, isThere);
    let { seq, parts } = channel;
    for (const line of want.lines) {
      if (line.seq <= seq) continue;
      if (isThere(line.plain.post) && line.posts.length !== 1) seq = line.seq;
      while (parts < line.posts.length && isThere(line.posts[parts]!.post)) parts += 1;
      if (parts < line.posts.length && seq !== line.seq) break;
      seq = line.seq;
      parts = 0;
    }
    const fresh = header === undefined ? null : { message: header, hash: '', pinned: false };
    return {
      header: channel.header ?? fresh,
      headers:
        channel.header === null && header !== undefined ? channel.headers + 1 : channel.headers,
      replay,
      seq,
      parts,
      lastPost: last ?? channel.lastPost,
    };
  });
  // There may be more behind the lines that were read.
  const all = want.lines.every(({ seq }) => seq <= looked.record.channel!.seq);
  const isSure = !all || last === undefined || want.lines.length === 0;
  return { ...looked, sure: { ...looked.sure, posts: isSure } };
}

/** Behind the parts of the replay that are there. */
function behind(
  replay: NonNullable<ChannelRecord['replay']>,
  posts: readonly Post[],
  isThere: (post: Post) => boolean,
): NonNullable<ChannelRecord['replay']> {
  const more = posts.slice(replay.posted).findIndex((post) => !isThere(post));
  return { ...replay, posted: more === -1 ? posts.length : replay.posted + more };
}

function replayed({ replay }: ChannelRecord, part: number, parts: number): Partial<ChannelRecord> {
  return { replay: replay === null || part >= parts ? null : { ...replay, posted: part } };
}

function dropOverwrite(target: string) {
  return ({ overwrites }: ChannelRecord): Partial<ChannelRecord> => ({
    overwrites: overwrites.filter((one) => one.target !== target),
  });
}

function dropFormer(message: string) {
  return ({ formerHeaders }: ChannelRecord): Partial<ChannelRecord> => ({
    formerHeaders: formerHeaders.filter((one) => one !== message),
  });
}

function inChannel(have: Have, change: (channel: ChannelRecord) => Partial<ChannelRecord>): Have {
  const { channel } = have.record;
  if (channel === null) return have;
  const record = { ...have.record, channel: { ...channel, ...change(channel) } };
  return { ...have, record };
}

function noPlain(have: Have): Have['plain'] {
  return { ...have.plain, line: false, told: false };
}

function unsureOf(have: Have): Have {
  return { ...have, sure: unsure(have).sure };
}

/** Not again for a while, longer with each further failure. */
function held(have: Have, key: string, now: number, wait_ms?: number): Have {
  const longer = heldLonger(have.held.get(key), now, wait_ms);
  return { ...have, held: new Map(have.held).set(key, longer) };
}

function freed(have: Have, key: string): Have {
  if (!have.held.has(key)) return have;
  const rest = new Map(have.held);
  rest.delete(key);
  return { ...have, held: rest };
}
