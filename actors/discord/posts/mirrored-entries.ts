import type { Author } from '../../../protocol/ticket.ts';
import type { TicketEvent } from '../../ticket/event.ts';
import type { Ticket } from '../../ticket/state.ts';
import { viewEntry, type StaffName } from '../../ticket/view.ts';
import { whereToRead } from './history-link.ts';
import { bridgeLimits } from '../discord-limits.ts';
import { splitMarkdown } from './markdown.ts';
import { footerOf, noteKey, type Mark } from './marker.ts';
import type { Embed, Post } from '../port/requests.ts';
import { isBlank } from '../../../protocol/visible.ts';

/** One entry of a ticket as it is mirrored to Discord, in one post or several. */
export interface MirroredEntry {
  /** Its number for support. */
  readonly seq: number;
  readonly posts: readonly MarkedPost[];
  /** In place of the posts, if Discord refuses them. */
  readonly plain: MarkedPost;
  /** Its number for the public audience; null for the notice of a note. */
  readonly publicSeq: number | null;
}

export interface MarkedPost {
  readonly mark: Mark;
  readonly footer: string;
  readonly post: Post;
}

/** Mirrors public messages, and a notice for each internal note. */
export function mirroredEntries(
  ticket: Pick<Ticket, 'id' | 'number'>,
  events: readonly TicketEvent[],
  about: {
    readonly epoch: string;
    readonly address: string | undefined;
    readonly staffName: StaffName;
  },
): MirroredEntry[] {
  return events.flatMap((event) => {
    if (event.change.type === 'note_posted') return [noteEntry(ticket, event, about.epoch)];
    const entry = viewEntry(event, 'public', about.staffName);
    if (entry?.what.kind !== 'message' || cameFromChannel(event)) return [];
    const { seq, by, at, what } = entry;
    const texts = splitMarkdown(what.body, bridgeLimits.part_chars_max);
    const parts = Math.max(1, texts.length);
    const marked = (part: number, of: number, description: string): MarkedPost => {
      const mark: Mark = { of: 'entry', seq, part, parts: of };
      const footer = footerOf(ticket.number, mark);
      const embed = { author: authorText(by), color: colorOf(by), description, footer, at };
      return { mark, footer, post: { embeds: [embed] } };
    };
    const where = whereToRead(ticket.id, about.address);
    return [
      {
        seq: event.supportSeq,
        posts: texts.map((text, i) => marked(i + 1, parts, text)),
        plain: marked(1, 1, `Discord does not take this message. Read it ${where}`),
        publicSeq: event.publicSeq,
      },
    ];
  });
}

/** Name and side of an author, not escaped. */
export function authorText({ name, side }: Author): string {
  const who = isBlank(name) ? 'somebody' : name;
  return side === 'system' ? who : `${who} · ${sideNames[side]}`;
}

const sideNames = { player: 'Player', support: 'Support' } as const;

function colorOf({ side }: Author): number {
  return side === 'support' ? 0x55_8d_d8 : 0xf4_90_0c;
}

/** Whether the message is in the channel already. The opening of a ticket on Discord is not. */
function cameFromChannel({ surface, change }: TicketEvent): boolean {
  return surface === 'discord' && change.type === 'message_posted' && !change.opening;
}

function noteEntry(
  ticket: Pick<Ticket, 'id' | 'number'>,
  event: TicketEvent,
  epoch: string,
): MirroredEntry {
  const mark: Mark = { of: 'note', key: noteKey(epoch, ticket.id, event) };
  const footer = footerOf(ticket.number, mark);
  const embed: Embed = { description: '🔒 Staff added an internal note.', footer };
  const marked: MarkedPost = { mark, footer, post: { embeds: [embed] } };
  return { seq: event.supportSeq, posts: [marked], plain: marked, publicSeq: null };
}
