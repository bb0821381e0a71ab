import { refusals } from '../../../protocol/refusals.ts';
import type { AmendingDesk } from '../../ticket/desk.ts';
import { bridgeLimits } from '../limits.ts';
import { footerOf, nonceOf, ticketOfTopic, type Mark } from '../posts/marker.ts';
import type { Action } from './plan.ts';
import type { ChannelSeen, GuildSeen } from '../port/shapes.ts';
import type { DiscordPort } from '../port/port.ts';
import type { CallOutcome } from '../port/call-outcome.ts';
import type { Post } from '../port/requests.ts';
import type { TicketRecord } from './record.ts';

/** What an action that was applied gave, beside that it was done. */
export interface ApplyResult {
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

export interface ApplyParts {
  readonly port: DiscordPort;
  readonly epoch: string;
  /** A look at the guild that is young enough for this ticket. */
  look(): Promise<CallOutcome<GuildSeen>>;
  /** Bots that the server had before. */
  readonly formerBots: readonly string[];
  readonly desk: AmendingDesk;
}

/** Applies one action to Discord. One that concerns the record alone asks nothing of Discord. */
export async function applyAction(
  parts: ApplyParts,
  record: TicketRecord,
  action: Action,
): Promise<CallOutcome<ApplyResult>> {
  const { port } = parts;
  switch (action.kind) {
    case 'look_channel': {
      const outcome = await parts.look();
      if (outcome.kind === 'done') {
        return done({ found: channelOf(record, outcome.value, parts.epoch) });
      }
      // The bot is not in the guild: that says nothing about the channel.
      if (outcome.kind === 'refused') {
        return { kind: 'refused', reason: 'offline', detail: outcome.detail };
      }
      return outcome;
    }
    case 'check_channel': {
      const outcome = await port.channel(action.channel);
      return outcome.kind === 'done' ? done({ found: outcome.value }) : outcome;
    }
    case 'create_channel':
      return port.createChannel(action.guild, action.made);
    case 'delete_channel':
      return bare(await port.deleteChannel(action.channel));
    case 'set_overwrite':
      return bare(await port.setOverwrite(action.channel, action.overwrite));
    case 'remove_overwrite':
      return bare(await port.removeOverwrite(action.channel, action.target));
    case 'look_posts':
      return lookPosts(parts, record.number, action.channel, action.after);
    case 'send_header':
      return port.send(action.channel, withNonce(action.post, record, { of: 'header' }));
    case 'edit_header':
      return bare(await port.edit(action.channel, action.message, action.post));
    case 'pin_header':
      return bare(await port.pin(action.channel, action.message));
    case 'unpin_header':
      return bare(await port.unpin(action.channel, action.message));
    case 'replay': {
      const { part, parts: all } = action;
      const mark: Mark = { of: 'replay', part, parts: all };
      return port.send(action.channel, withNonce(action.post, record, mark));
    }
    case 'post':
      return port.send(action.channel, withNonce(action.post, record, action.mark));
    case 'move_channel':
      return bare(await port.moveChannel(action.channel, action.category));
    case 'rename_channel':
      return bare(await port.renameChannel(action.channel, action.name));
    case 'tell_support':
      return tellSupport(parts.desk, record.ticket, action.publicSeq);
    case 'say_left': {
      // Another one each time that it is left, and the same when it is sent again.
      const last = BigInt(record.channel?.lastPost ?? 0).toString(36);
      const nonce = `${BigInt(action.channel).toString(36)}l${last.slice(-10)}`;
      return port.send(action.channel, { ...action.post, nonce });
    }
    case 'note_archive_messages':
    case 'leave':
    case 'return':
    case 'end_replay':
    case 'skip':
      return done({});
  }
}

function withNonce(post: Post, { channel }: TicketRecord, mark: Mark): Post {
  const at = post.embeds?.[0]?.at;
  return { ...post, nonce: nonceOf(channel!.id, mark, channel!.headers, at) };
}

/**
 * The ticket's own, else the oldest that carries its id. One that an older version made carries its
 * number alone, and may be another's: it is the ticket's only where that is written down.
 */
function channelOf(
  { ticket, channel }: TicketRecord,
  { channels }: GuildSeen,
  epoch: string,
): ChannelSeen | null {
  const own = channels.find(({ id }) => id === channel?.id);
  if (own !== undefined) return own;
  const named = channels.filter(
    ({ kind, topic }) => kind === 'text' && ticketOfTopic(topic, epoch)?.id === ticket,
  );
  return named.toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))[0] ?? null;
}

/** Its own posts of this ticket behind a message. */
async function lookPosts(
  { port, formerBots }: ApplyParts,
  number: number,
  channel: string,
  behind: string,
): Promise<CallOutcome<ApplyResult>> {
  const header = footerOf(number, { of: 'header' });
  const posts: FoundPost[] = [];
  const limit = bridgeLimits.look_messages_max;
  let after = behind;
  for (let page = 0; page < bridgeLimits.look_pages_max; page++) {
    const outcome = await port.messages(channel, { after, limit });
    if (outcome.kind !== 'done') return outcome;
    for (const { id, author, footer, footerAt } of outcome.value) {
      const isOurs = footer === header || footer.startsWith(`${header} `);
      const isFormer = formerBots.includes(author.user);
      if (isOurs && (author.self || isFormer))
        posts.push({ message: id, footer, at: footerAt, isFormer });
    }
    const last = outcome.value.at(-1);
    if (last === undefined || outcome.value.length < limit) break;
    after = last.id;
  }
  return done({ posts });
}

/** Puts into a ticket that Discord does not take the words of this message. */
async function tellSupport(
  desk: AmendingDesk,
  ticket: string,
  publicSeq: number,
): Promise<CallOutcome<ApplyResult>> {
  const id = `not_on_discord:${publicSeq}`;
  const answer = await desk.amend(ticket, publicSeq, id, { kind: 'record_refusal' });
  if (!answer.ok && refusals[answer.refusal.code].retry) {
    return { kind: 'unknown', detail: answer.refusal.code };
  }
  // Where there is no room for it, what comes after it does not wait for it.
  return done({});
}

function done(value: ApplyResult): CallOutcome<ApplyResult> {
  return { kind: 'done', value };
}

function bare(outcome: CallOutcome): CallOutcome<ApplyResult> {
  return outcome.kind === 'done' ? done({}) : outcome;
}
