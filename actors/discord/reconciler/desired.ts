import { createHash } from 'node:crypto';
import { isPossible } from '../../../protocol/permissions.ts';
import type { TicketEvent } from '../../ticket/event.ts';
import type { Ticket } from '../../ticket/state.ts';
import { viewHead } from '../../ticket/view.ts';
import { leftPost } from '../posts/history-link.ts';
import type { EffectiveSettings } from '../guild/effective-settings.ts';
import type { Guest } from '../guild/guests.ts';
import { headerPost, plainHeaderPost } from '../posts/header.ts';
import { bridgeLimits } from '../discord-limits.ts';
import { mirroredEntries, type MirroredEntry } from '../posts/mirrored-entries.ts';
import { topicOf } from '../posts/marker.ts';
import { baseName, channelName } from '../posts/channel-name.ts';
import type { Level, Overwrite } from '../port/shapes.ts';
import type { Post } from '../port/requests.ts';
import type { TicketRecord } from './record.ts';
import { plainReplay, replayPosts } from '../posts/replay.ts';

/** What Discord should show of one ticket: the state that the reconciler works towards. */
export interface DesiredState {
  /** Empty where none is set. */
  readonly guild: string;
  /** Whether the bot is in the guild. If not, channels in other guilds are left all the same. */
  readonly isThere: boolean;
  /** The last post in a channel of another guild. */
  readonly leftPost: Post;
  /** An active ticket has an open channel, a closed one keeps it locked, an archived one has none. */
  readonly place: 'open' | 'locked' | 'none';
  readonly topic: string;
  readonly name: string;
  /** The name without the icon, which is what Discord may refuse. */
  readonly baseName: string;
  readonly category: string | null;
  readonly overwrites: readonly Overwrite[];
  /** Bots that the server had before. */
  readonly formerBots: readonly string[];
  readonly header: Post;
  readonly plainHeader: Post;
  readonly headerHash: string;
  /** For a new channel: the last entry that is replayed. Null: all entries are mirrored instead. */
  readonly replayTo: number | null;
  /** The replay in the present channel; empty if there is none. */
  readonly replay: readonly Post[];
  /** In place of each post of the replay, if Discord refuses it. */
  readonly plainReplay: readonly Post[];
  /** Entries to mirror after the position in the record, in order. */
  readonly entries: readonly MirroredEntry[];
  /** Entries up to this number are in `entries` or are not mirrored. */
  readonly entriesTo: number;
  /** When it was archived, if the participants have to be told. */
  readonly archivedToTell: number | null;
  /** How often the ticket was rewritten: a channel from before holds what was taken out of it. */
  readonly rewritten: number;
}

export interface DesiredDeps {
  readonly ticket: Ticket;
  readonly record: TicketRecord;
  readonly settings: EffectiveSettings;
  readonly guests: readonly Guest[];
  /** Entries of support after the position in the record, oldest first. */
  readonly entries: readonly TicketEvent[];
  /** The last public messages up to the end of the replay. */
  readonly past: readonly TicketEvent[];
  readonly now: number;
}

export function desiredState(deps: DesiredDeps): DesiredState {
  const { ticket, record, settings, entries } = deps;
  const head = viewHead(ticket, 'public', settings.staffName);
  const place = placeOf(ticket);
  const { refusedNames: refused } = record;
  const naming = { ...head, prefix: settings.prefix, refused };
  const header = headerPost(head);
  const replay = record.channel?.replay ? replayPosts(head, deps.past, settings) : [];
  return {
    guild: settings.guild,
    isThere: settings.isThere,
    leftPost: leftPost(ticket, settings.address),
    place,
    topic: topicOf(ticket, settings.epoch),
    name: channelName(naming),
    baseName: baseName(naming),
    category: settings.category,
    overwrites: overwritesOf(deps),
    formerBots: settings.formerBots,
    header,
    plainHeader: plainHeaderPost(head),
    headerHash: createHash('sha256').update(JSON.stringify(header)).digest('hex').slice(0, 16),
    replayTo: hasReplay(ticket, record) ? ticket.supportSeq : null,
    replay,
    plainReplay: plainReplay(replay, ticket.id, settings.address),
    entries: mirroredEntries(ticket, entries, settings),
    entriesTo: entries.at(-1)?.supportSeq ?? 0,
    archivedToTell: archivedToTell(deps),
    rewritten: ticket.rewritten?.publicCount ?? 0,
  };
}

function placeOf({ life: { status } }: Ticket): DesiredState['place'] {
  if (status === 'archived') return 'none';
  return status === 'closed' ? 'locked' : 'open';
}

/** Whether a new channel begins with a replay of the last messages instead of mirroring all entries. */
function hasReplay(ticket: Ticket, record: TicketRecord): boolean {
  if (record.hadChannel || record.farewell !== null) return true;
  return ticket.supportSeq > bridgeLimits.mirror_entries_max;
}

function archivedToTell({ ticket: { life }, settings, now }: DesiredDeps): number | null {
  if (life.status !== 'archived') return null;
  const oldest = Math.max(settings.since, now - bridgeLimits.archive_message_late_ms_max);
  return life.archived >= oldest ? life.archived : null;
}

function overwritesOf({ ticket, settings, guests, record }: DesiredDeps): Overwrite[] {
  const most: Level = isPossible('post_message', ticket.life.status) ? 'write' : 'read';
  const everybody: Overwrite = { target: settings.guild, of: 'role', level: 'hidden' };
  const bot: Overwrite = { target: settings.bot, of: 'member', level: 'manage' };
  const role = settings.supportRole;
  const support: Overwrite[] = role === null ? [] : [{ target: role, of: 'role', level: most }];
  const isIn = (user: string) =>
    record.channel?.overwrites.some(({ target }) => target === user) === true;
  const there = guests.filter(({ user, isSure }) => isSure || isIn(user));
  const people = there.map(({ user, mayWrite }): Overwrite => {
    return { target: user, of: 'member', level: mayWrite ? most : 'read' };
  });
  // The first for each target: two would replace each other for ever.
  const byTarget = new Map<string, Overwrite>();
  for (const one of [everybody, bot, ...support, ...people]) {
    if (!byTarget.has(one.target)) byTarget.set(one.target, one);
  }
  return [...byTarget.values()];
}
