import { refusals } from '../../../protocol/refusals.ts';
import type { AmendingTicketService } from '../../ticket/service.ts';
import { bridgeLimits } from '../discord-limits.ts';
import { footerOf, nonceOf, ticketOfTopic, type Mark } from '../posts/marker.ts';
import type { Action } from './plan.ts';
import type { ChannelSeen, GuildSeen } from '../port/shapes.ts';
import type { DiscordPort } from '../port/port.ts';
import type { CallOutcome } from '../port/call-outcome.ts';
import type { OutgoingFile, Post } from '../port/requests.ts';
import type { BridgeTickets } from '../deps.ts';
import type { TicketRecord } from './record.ts';

/** What applying an action returned. */
export interface ApplyResult {
  /** The channel that was made. */
  readonly channel?: string;
  /** The post that was made. */
  readonly message?: string;
  /** The ticket's channel, found by its topic; null: none was found. */
  readonly found?: ChannelSeen | null;
  /** The bridge's own posts that were found, oldest first. */
  readonly posts?: readonly FoundPost[];
}

export interface FoundPost {
  readonly message: string;
  readonly footer: string;
  /** Time of the entry that it mirrors, milliseconds since 1970. */
  readonly at: number | null;
  /** Posted by a bot that the server had before. */
  readonly isFormer: boolean;
}

export interface ApplyDeps {
  readonly port: DiscordPort;
  readonly epoch: string;
  /** A fetch of the guild that is recent enough for this ticket. */
  fetchGuild(): Promise<CallOutcome<GuildSeen>>;
  /** Bots that the server had before. */
  readonly formerBots: readonly string[];
  readonly ticketService: AmendingTicketService;
  readonly readFile: BridgeTickets['readFile'];
}

/** Applies one action to Discord. An action on the record alone makes no call. */
export async function applyAction(
  deps: ApplyDeps,
  record: TicketRecord,
  action: Action,
): Promise<CallOutcome<ApplyResult>> {
  const { port } = deps;
  switch (action.kind) {
    case 'look_channel': {
      const outcome = await deps.fetchGuild();
      if (outcome.kind === 'done') {
        return done({ found: channelOf(record, outcome.value, deps.epoch) });
      }
      // The bot is not in the guild, which says nothing about the channel.
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
      return lookPosts(deps, record.number, action.channel, action.after);
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
      return sendPost(deps, record, action);
    case 'move_channel':
      return bare(await port.moveChannel(action.channel, action.category));
    case 'rename_channel':
      return bare(await port.renameChannel(action.channel, action.name));
    case 'tell_support':
      return tellSupport(deps.ticketService, record.ticket, action.publicSeq);
    case 'say_left': {
      // The same nonce when it is sent again, another one the next time that the channel is left.
      const last = BigInt(record.channel?.lastPost ?? 0).toString(36);
      const nonce = `${BigInt(action.channel).toString(36)}l${last.slice(-10)}`;
      return port.send(action.channel, { ...action.post, nonce });
    }
    case 'note_archive_messages':
    case 'leave':
    case 'return':
    case 'begin_anew':
    case 'end_replay':
    case 'skip':
      return done({});
  }
}

/** The files are read for this call alone, so that few of them are in memory. */
async function sendPost(
  { port, readFile }: ApplyDeps,
  record: TicketRecord,
  { channel, post, mark, files }: Extract<Action, { kind: 'post' }>,
): Promise<CallOutcome<ApplyResult>> {
  const attached: OutgoingFile[] = [];
  for (const file of files) {
    const bytes = await readFile(file);
    // It was erased meanwhile.
    if (bytes !== undefined) attached.push({ name: file.name, type: file.type, bytes });
  }
  return port.send(channel, withNonce(post, record, mark), attached);
}

function withNonce(post: Post, { channel }: TicketRecord, mark: Mark): Post {
  const at = post.embeds?.[0]?.at;
  return { ...post, nonce: nonceOf(channel!.id, mark, channel!.headers, at) };
}

/**
 * The channel in the record, else the oldest whose topic has the id of the ticket. Older versions wrote
 * only the number, which may belong to another ticket: such a channel counts only if the record has it.
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

/** The bridge's own posts about this ticket after a message. */
async function lookPosts(
  { port, formerBots }: ApplyDeps,
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

/** Records in the ticket that Discord refuses the text of this message. */
async function tellSupport(
  ticketService: AmendingTicketService,
  ticket: string,
  publicSeq: number,
): Promise<CallOutcome<ApplyResult>> {
  const id = `not_on_discord:${publicSeq}`;
  const answer = await ticketService.amend(ticket, publicSeq, id, { kind: 'record_refusal' });
  if (!answer.ok && refusals[answer.refusal.code].retry) {
    return { kind: 'unknown', detail: answer.refusal.code };
  }
  // If the ticket is full, the posts after it do not wait for this record.
  return done({});
}

function done(value: ApplyResult): CallOutcome<ApplyResult> {
  return { kind: 'done', value };
}

function bare(outcome: CallOutcome): CallOutcome<ApplyResult> {
  return outcome.kind === 'done' ? done({}) : outcome;
}
