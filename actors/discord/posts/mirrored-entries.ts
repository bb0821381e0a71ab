import type { Author } from '../../../protocol/ticket.ts';
import type { TicketEvent } from '../../ticket/event.ts';
import type { KeptFile } from '../../ticket/files.ts';
import type { Ticket } from '../../ticket/state.ts';
import { viewEntry, type StaffName } from '../../ticket/view.ts';
import { attachedFiles, elsewhereLine, namesOf } from './attached-files.ts';
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
  /** Files that go with it, and the post that goes in its place where they cannot. */
  readonly attached?: { readonly files: readonly KeptFile[]; readonly without: Post };
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
    const where = whereToRead(ticket.id, about.address);
    const parts = partsOf(what.body, filesOf(event), where);
    const marked = (part: number, of: number, one: Part): MarkedPost => {
      const mark: Mark = { of: 'entry', seq, part, parts: of };
      const footer = footerOf(ticket.number, mark);
      const post = (description: string): Post => ({
        embeds: [{ author: authorText(by), color: colorOf(by), description, footer, at }],
      });
      const { text, files, without } = one;
      const attached = files.length === 0 ? {} : { attached: { files, without: post(without) } };
      return { mark, footer, post: post(text), ...attached };
    };
    const refused = `Discord does not take this message. Read it ${where}`;
    return [
      {
        seq: event.supportSeq,
        posts: parts.map((part, i) => marked(i + 1, parts.length, part)),
        plain: marked(1, 1, { text: refused, files: [], without: refused }),
        publicSeq: event.publicSeq,
      },
    ];
  });
}

/** The text of one post, its files, and its text where they cannot go with it. */
interface Part {
  readonly text: string;
  readonly files: readonly KeptFile[];
  readonly without: string;
}

function partsOf(body: string, files: readonly KeptFile[], where: string): Part[] {
  const texts = splitMarkdown(body, part_chars_max);
  const { posts, tooLarge } = attachedFiles(files);
  if (tooLarge.length > 0) append(texts, elsewhereLine(tooLarge, 'too large for Discord', where));
  const plain = (text: string): Part => ({ text, files: [], without: text });
  const withFiles = (text: string | undefined, of: readonly KeptFile[]): Part => {
    const lines = text === undefined ? [] : [text];
    append(lines, elsewhereLine(of, 'Discord does not take this', where));
    return { text: text ?? namesOf(of), files: of, without: lines.join('\n') };
  };
  const [first, ...more] = posts;
  if (first === undefined) return texts.map(plain);
  // They come after the text, and those that do not fit in posts of their own.
  const last = withFiles(texts.pop(), first);
  return [...texts.map(plain), last, ...more.map((of) => withFiles(undefined, of))];
}

/** Adds a line to the last text, or as a text of its own where it has no room. */
function append(texts: string[], line: string): void {
  const last = texts.pop();
  if (last === undefined) texts.push(line);
  else if (last.length + 1 + line.length <= line_chars_max) texts.push(`${last}\n${line}`);
  else texts.push(last, line);
}

const { part_chars_max } = bridgeLimits;
/** What Discord takes. */
const line_chars_max = 4_096;

function filesOf({ change }: TicketEvent): readonly KeptFile[] {
  return change.type === 'message_posted' ? (change.files ?? []) : [];
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
