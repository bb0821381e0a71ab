import type { Head } from '../../protocol/ticket.ts';
import type { TicketEvent } from '../ticket/event.ts';
import { viewEntry, type StaffName } from '../ticket/view.ts';
import { historyAddress } from './address.ts';
import { bridgeLimits } from './limits.ts';
import { authorText } from './lines.ts';
import { escapeAndCut } from './markdown.ts';
import { footerOf } from './marker.ts';
import type { Post } from './port.ts';

/**
 * The last public messages of a ticket, told again in few posts, with where the rest is. The same
 * messages give the same posts. No note, no notice and no change of anything else is among them.
 */
export function replayPosts(
  { id, number }: Head,
  past: readonly TicketEvent[],
  about: { readonly address: string | undefined; readonly staffName: StaffName },
): Post[] {
  const messages = past.flatMap((event) => {
    const entry = viewEntry(event, 'public', about.staffName);
    if (entry?.what.kind !== 'message') return [];
    const who = escapeAndCut(authorText(entry.by), name_chars_max);
    const text = escapeAndCut(entry.what.body, bridgeLimits.replay_message_chars_max);
    return `**${who}** · <t:${Math.floor(entry.at / 1000)}:f>\n${text}`;
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
