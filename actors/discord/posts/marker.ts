import { createHash } from 'node:crypto';

/** Markers by which the bridge finds its own channels and posts after an unknown outcome. */

/**
 * The topic of a channel, with the number for people and the id by which the channel is found. The same
 * number may be another ticket in another data folder, which the epoch shows, and in an older copy of
 * the same folder, which only the id shows.
 */
export function topicOf(ticket: { readonly id: string; number: number }, epoch: string): string {
  return `Ticket #${ticket.number} · shardbell:${epoch}/${ticket.id}`;
}

/** The ticket of a channel with this topic; `id` is null if an older version wrote the topic. */
export function ticketOfTopic(
  topic: string,
  epoch: string,
): { readonly number: number; readonly id: string | null } | undefined {
  const found = /Ticket #(\d{1,10}) · shardbell:([^\s/]+)(?:\/([\w-]{1,64}))?$/u.exec(topic.trim());
  if (found?.[2] !== epoch) return undefined;
  return { number: Number(found[1]), id: found[3] ?? null };
}

/** What a post is: the header, a mirrored entry, the notice of a note, or a part of the replay. */
export type Mark =
  | { readonly of: 'header' }
  | { readonly of: 'entry'; readonly seq: number; readonly part: number; readonly parts: number }
  /** `key` does not reveal how many notes there are. */
  | { readonly of: 'note'; readonly key: string }
  | { readonly of: 'replay'; readonly part: number; readonly parts: number };

/**
 * What identifies a post: its footer, and the time of its entry in seconds, if it has one. In an older
 * copy of the data folder the same number of a message may be another message.
 */
export function traceOf({ footer, at }: { readonly footer: string; at?: number | null }): string {
  return at == null ? footer : `${footer} @${Math.floor(at / 1000)}`;
}

/** The footer of a post. */
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
 * A nonce of at most 25 characters, unique for one post in one channel: the same if the post is sent
 * again, another one in a new channel. `round` counts the headers of a channel; `at` is the time of
 * the entry.
 */
export function nonceOf(channel: string, mark: Mark, round: number, at?: number): string {
  const about = mark.of === 'header' ? { ...mark, round } : mark;
  return hash(JSON.stringify([channel, about, at ?? null]), nonce_chars);
}

const nonce_chars = 25;

/** A key for a note that does not reveal its place in the history. */
export function noteKey(
  epoch: string,
  ticket: string,
  note: { readonly supportSeq: number; readonly at: number },
): string {
  return hash(`${epoch} ${ticket} ${note.supportSeq} ${note.at}`, 8);
}

/** The number of the message that a post mirrors. Notices of notes and replays have no time. */
export function seqOf(
  { footer, at }: { readonly footer: string; readonly at: number | null },
  number: number,
): number | undefined {
  if (at === null) return undefined;
  const found = /^#(\d{1,10}) · (\d{1,10})(?: · |$)/u.exec(footer);
  return found !== null && Number(found[1]) === number ? Number(found[2]) : undefined;
}

/** The key of an archive message: one for each time that a ticket was archived. */
export function archiveMessageKey(ticket: string, archived: number): string {
  return hash(`${ticket} ${archived}`, 10);
}

function hash(text: string, chars: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, chars);
}
