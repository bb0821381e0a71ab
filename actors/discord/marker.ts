import { createHash } from 'node:crypto';

/** What the bridge finds its own channels and posts by when it does not know what came of a call. */

/** Carries the epoch too: another data folder may have a ticket of the same number. */
export function topicOf(number: number, epoch: string): string {
  return `Ticket #${number} · shardbell:${epoch}`;
}

/** The number of the ticket that a channel of this topic belongs to. */
export function numberOfTopic(topic: string, epoch: string): number | undefined {
  const found = /Ticket #(\d{1,10}) · shardbell:(\S+)$/u.exec(topic.trim());
  return found?.[2] === epoch ? Number(found[1]) : undefined;
}

/** What a post is: the header, an entry as it is mirrored, an internal note, a part of the replay. */
export type Mark =
  | { readonly of: 'header' }
  | { readonly of: 'entry'; readonly seq: number; readonly part: number; readonly parts: number }
  /** `key` says nothing of how many notes there are. */
  | { readonly of: 'note'; readonly key: string }
  | { readonly of: 'replay'; readonly part: number; readonly parts: number };

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
 * again, another one in a fresh channel. `round` counts the headers of a channel.
 */
export function nonceOf(channel: string, mark: Mark, round: number): string {
  const place = BigInt(channel).toString(36);
  switch (mark.of) {
    case 'header':
      return `${place}h${round.toString(36)}`;
    case 'entry':
      return `${place}e${mark.seq.toString(36)}.${mark.part.toString(36)}`;
    case 'note':
      return `${place}n${mark.key}`;
    case 'replay':
      return `${place}r${mark.part.toString(36)}`;
  }
}

/** Names a note without a word on its place in the history. */
export function noteKey(epoch: string, ticket: string, supportSeq: number): string {
  return hash(`${epoch} ${ticket} ${supportSeq}`, 8);
}

/** Of a message to one user that one archiving of a ticket made. */
export function farewellKey(ticket: string, archived: number): string {
  return hash(`${ticket} ${archived}`, 10);
}

function hash(text: string, chars: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, chars);
}
