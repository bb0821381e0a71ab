import { createHash } from 'node:crypto';

/** What the bridge finds its own channels and posts by when it does not know what came of a call. */

/**
 * For people its number; what it is found by is the id behind it. A number names another ticket in
 * another data folder, which the epoch tells, and in an older copy of the same one, which nothing
 * tells but the id.
 */
export function topicOf(ticket: { readonly id: string; number: number }, epoch: string): string {
  return `Ticket #${ticket.number} · shardbell:${epoch}/${ticket.id}`;
}

/** The ticket that a channel of this topic belongs to; `id` null where an older version wrote it. */
export function ticketOfTopic(
  topic: string,
  epoch: string,
): { readonly number: number; readonly id: string | null } | undefined {
  const found = /Ticket #(\d{1,10}) · shardbell:([^\s/]+)(?:\/([\w-]{1,64}))?$/u.exec(topic.trim());
  if (found?.[2] !== epoch) return undefined;
  return { number: Number(found[1]), id: found[3] ?? null };
}

/** What a post is: the header, an entry as it is mirrored, an internal note, a part of the replay. */
export type Mark =
  | { readonly of: 'header' }
  | { readonly of: 'entry'; readonly seq: number; readonly part: number; readonly parts: number }
  /** `key` says nothing of how many notes there are. */
  | { readonly of: 'note'; readonly key: string }
  | { readonly of: 'replay'; readonly part: number; readonly parts: number };

/**
 * What a post is found by: its footer, and the second of what it tells where it carries one. In an
 * older copy of the data folder the same number of a message is another message.
 */
export function traceOf({ footer, at }: { readonly footer: string; at?: number | null }): string {
  return at == null ? footer : `${footer} @${Math.floor(at / 1000)}`;
}

/** For the footer of the post. */
export function footerOf(number: number, mark: Mark): string {
  switch (mark.of) {
    case 'header':
      return `#${number}`;
    case 'entry':
      return mark.parts === 1
        ? `#${number} · ${mark.seq}`
        : `#${number} · ${mark.seq} · ${mark.part}/${mark.parts}`;
    case 'note':
      return `#${number} · ${mark.key}`;
    case 'replay':
      return `#${number} · replay ${mark.part}/${mark.parts}`;
  }
}

/**
 * Of at most 25 characters, and unique for one post of one channel: the same when the post is sent
 * again, another one in a fresh channel. `round` counts the headers of a channel; `at` is the time
 * of what the post tells.
 */
export function nonceOf(channel: string, mark: Mark, round: number, at?: number): string {
  const about = mark.of === 'header' ? { ...mark, round } : mark;
  return hash(JSON.stringify([channel, about, at ?? null]), nonce_chars);
}

const nonce_chars = 25;

/** Names a note without a word on its place in the history. */
export function noteKey(
  epoch: string,
  ticket: string,
  note: { readonly supportSeq: number; readonly at: number },
): string {
  return hash(`${epoch} ${ticket} ${note.supportSeq} ${note.at}`, 8);
}

/** The number of the message that a post of a ticket mirrors; notes and replays carry no time. */
export function seqOf(
  { footer, at }: { readonly footer: string; readonly at: number | null },
  number: number,
): number | undefined {
  if (at === null) return undefined;
  const found = /^#(\d{1,10}) · (\d{1,10})(?: · |$)/u.exec(footer);
  return found !== null && Number(found[1]) === number ? Number(found[2]) : undefined;
}

/** Of a message to one user that one archiving of a ticket made. */
export function archiveMessageKey(ticket: string, archived: number): string {
  return hash(`${ticket} ${archived}`, 10);
}

function hash(text: string, chars: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, chars);
}
