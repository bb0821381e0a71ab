import type { Head } from '../../../protocol/ticket.ts';
import type { TicketEvent } from '../../ticket/event.ts';
import { viewEntry, type StaffName } from '../../ticket/view.ts';
import { historyAddress, whereToRead } from './history-link.ts';
import { bridgeLimits } from '../discord-limits.ts';
import { authorText } from './mirrored-entries.ts';
import { escapeAndCut } from './markdown.ts';
import { footerOf } from './marker.ts';
import type { Post } from '../port/requests.ts';

/**
 * Replays the last public messages of a ticket in few posts, with a link to the rest. The same messages
 * give the same posts. Notes, notices and other changes are left out.
 */
export function replayPosts(
  { id, number }: Head,
  past: readonly TicketEvent[],
  about: { readonly address: string | undefined; readonly staffName: StaffName },
): Post[] {
  const entries = past.flatMap((event) => viewEntry(event, 'public', about.staffName) ?? []);
  /** Edited messages by number: the new text, or null if deleted. */
  const now = new Map<number, string | null>();
  for (const { what } of entries) {
    if (what.kind === 'message_edited') now.set(what.of.seq, what.body);
    if (what.kind === 'message_deleted') now.set(what.of.seq, null);
  }
  const messages = entries.flatMap(({ seq, by, at, what }) => {
    if (what.kind !== 'message') return [];
    const who = escapeAndCut(authorText(by), name_chars_max);
    const names = (what.files ?? []).map(({ name }) => escapeAndCut(name, name_chars_max));
    const written = escapeAndCut(now.get(seq) ?? what.body, bridgeLimits.replay_message_chars_max);
    const text = [written, ...names.map((name) => `📎 ${name}`)].filter(Boolean).join('\n');
    const said = now.get(seq) === null ? '*deleted*' : text;
    const mark = typeof now.get(seq) === 'string' ? ' · edited' : '';
    return `**${who}** · <t:${Math.floor(at / 1000)}:f>${mark}\n${said}`;
  });
  const last = messages.slice(-bridgeLimits.replay_messages_max);
  if (last.length === 0) return [];
  const all = historyAddress(id, about.address);
  const where = all === undefined ? '' : ` The full history: ${all}`;
  const texts = packed([`What was said before.${where}`, ...last]);
  return texts.map((description, i) => {
    const footer = footerOf(number, { of: 'replay', part: i + 1, parts: texts.length });
    return { embeds: [{ description, footer }] };
  });
}

/** Neutral posts with the same footers, for posts that Discord refuses. */
export function plainReplay(
  posts: readonly Post[],
  id: string,
  address: string | undefined,
): Post[] {
  const where = whereToRead(id, address);
  const description = `Discord does not take this part of what was said before. Read it ${where}`;
  return posts.map(({ embeds }) => ({
    embeds: [{ description, footer: embeds?.[0]?.footer ?? '' }],
  }));
}

const name_chars_max = 200;
const gap = '\n\n';

function packed(blocks: readonly string[]): string[] {
  const texts: string[] = [];
  let text = '';
  for (const block of blocks) {
    const longer = text === '' ? block : text + gap + block;
    if (longer.length <= bridgeLimits.part_chars_max) {
      text = longer;
      continue;
    }
    texts.push(text);
    text = block;
  }
  return [...texts, text];
}
