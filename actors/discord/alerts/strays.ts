import { ticketOfTopic } from '../posts/marker.ts';
import type { GuildSeen } from '../port/shapes.ts';
import type { BridgeTickets } from '../deps.ts';

/**
 * The numbers of tickets whose channels stand in the guild though no ticket here has them: their
 * ticket is not in the data folder, as when an older copy of it was put back. Of a channel of an
 * older version nothing but the number is known, which may be another ticket's by now.
 */
export async function straysIn(
  guild: GuildSeen,
  tickets: Pick<BridgeTickets, 'epoch' | 'load'>,
  isOurs: (channel: string) => boolean,
): Promise<number[]> {
  const numbers: number[] = [];
  for (const { id, kind, topic } of guild.channels) {
    const of = kind === 'text' ? ticketOfTopic(topic, tickets.epoch) : undefined;
    if (of === undefined || isOurs(id)) continue;
    // One that is being made is known as soon as its call has ended.
    if (of.id !== null && (await tickets.load(of.id)) !== undefined) continue;
    numbers.push(of.number);
  }
  return numbers.toSorted((a, b) => a - b);
}
