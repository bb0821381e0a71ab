import type { Entry } from '../../../protocol/ticket.ts';
import type { Conversation, Outgoing } from './conversation.ts';

/**
 * The messages that the thread does not show yet. An entry arrives before the answer to its command
 * and does not name it; until then, a later entry of the same author and text is taken for it.
 */
export function notShown(
  outgoing: readonly Outgoing[],
  entries: readonly Entry[],
  me: string,
): Outgoing[] {
  const last = entries.at(-1)?.seq ?? 0;
  const known = new Set(outgoing.map(({ seq }) => seq));
  const taken = new Set<Entry>();
  const isShown = ({ mode, text, files, after }: Outgoing): boolean => {
    const kind = mode === 'note' ? 'note' : 'message';
    const found = entries.find(
      (entry) =>
        entry.seq > after &&
        !known.has(entry.seq) &&
        !taken.has(entry) &&
        entry.by.account === me &&
        entry.what.kind === kind &&
        entry.what.body === text.trim() &&
        entry.what.files?.[0]?.id === files?.[0]?.id,
    );
    if (found !== undefined) taken.add(found);
    return found !== undefined;
  };
  return outgoing.filter((message) =>
    message.seq === undefined ? !isShown(message) : message.seq > last,
  );
}

/** Forgets messages that the ticket shows by now. */
export function forgetStored(conversation: Conversation, seq: number): void {
  const outgoing = conversation.outgoing.value;
  const left = outgoing.filter((message) => message.seq === undefined || message.seq > seq);
  if (left.length !== outgoing.length) conversation.outgoing.value = left;
}
