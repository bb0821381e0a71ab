import { inChannel, withoutChannel, type ObservedState } from './observed.ts';
import { footerOf, traceOf } from '../posts/marker.ts';
import { overwritesToMend } from './opened.ts';
import type { ApplyResult } from './apply.ts';
import type { Post } from '../port/requests.ts';
import type { ChannelSeen, OverwriteSeen } from '../port/shapes.ts';
import { newChannel, type ChannelRecord } from './record.ts';
import type { DesiredState } from './desired.ts';

/** The observed state after a look for the channel of a ticket, or for posts in it. Pure. */

/** @param seen the channel that was found; null: there is none */
export function foldChannelFound(
  observed: ObservedState,
  seen: ChannelSeen | null,
  desired: DesiredState,
): ObservedState {
  const { channel } = observed.record;
  if (seen === null) return channel === null ? sureOfChannel(observed) : withoutChannel(observed);
  if (channel?.id === seen.id) {
    const overwrites = levels(overwritesToMend(channel, seen, desired));
    return sureOfChannel(inChannel(observed, () => ({ overwrites, category: seen.category })));
  }
  const adopted = newChannel({
    id: seen.id,
    guild: desired.guild,
    name: seen.name,
    category: seen.category,
    overwrites: levels(seen.overwrites),
    replayTo: desired.replayTo,
    isAdopted: true,
  });
  const record = { ...observed.record, channel: adopted, hadChannel: true };
  return { ...observed, record, sure: { channel: true, access: true, posts: false, header: true } };
}

function levels(overwrites: readonly OverwriteSeen[]): ChannelRecord['overwrites'] {
  return overwrites.map(({ target, of, level }) => ({ target, of, level }));
}

function sureOfChannel(observed: ObservedState): ObservedState {
  return { ...observed, sure: { ...observed.sure, channel: true } };
}

/** The bridge continues after the posts that are there already. */
export function foldPostsFound(
  observed: ObservedState,
  posts: NonNullable<ApplyResult['posts']>,
  desired: DesiredState,
): ObservedState {
  const footers = new Map(posts.map((post) => [traceOf(post), post.message]));
  const last = posts.at(-1)?.message;
  const isThere = ({ embeds }: Post) => {
    const embed = embeds?.[0];
    return embed?.footer !== undefined && footers.has(traceOf({ ...embed, footer: embed.footer }));
  };
  const ownFooter = footerOf(observed.record.number, { of: 'header' });
  const looked = inChannel(observed, (channel) => {
    // The header of a former bot cannot be edited.
    const header = posts.findLast((one) => one.footer === ownFooter && !one.isFormer)?.message;
    const replay = channel.replay && behind(channel.replay, desired.replay, isThere);
    let { seq, parts } = channel;
    for (const entry of desired.entries) {
      if (entry.seq <= seq) continue;
      if (isThere(entry.plain.post) && entry.posts.length !== 1) seq = entry.seq;
      while (parts < entry.posts.length && isThere(entry.posts[parts]!.post)) parts += 1;
      if (parts < entry.posts.length && seq !== entry.seq) break;
      seq = entry.seq;
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
  // There may be posts of entries that were not read yet.
  const all = desired.entries.every(({ seq }) => seq <= looked.record.channel!.seq);
  const isSure = !all || last === undefined || desired.entries.length === 0;
  return { ...looked, sure: { ...looked.sure, posts: isSure } };
}

/** After the parts of the replay that are there. */
function behind(
  replay: NonNullable<ChannelRecord['replay']>,
  posts: readonly Post[],
  isThere: (post: Post) => boolean,
): NonNullable<ChannelRecord['replay']> {
  const more = posts.slice(replay.posted).findIndex((post) => !isThere(post));
  return { ...replay, posted: more === -1 ? posts.length : replay.posted + more };
}
