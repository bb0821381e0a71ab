import { ticketOfTopic } from '../posts/marker.ts';
import type { GuildSeen } from '../port/shapes.ts';
import type { BridgeTickets } from '../deps.ts';

/**
 * Numbers of the tickets of stray channels: channels in the guild whose ticket is not in the data
 * folder, as after an older copy of it was put back. A channel of an older version has only a number,
 * which may belong to another ticket by now.
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
    // Its ticket exists: the channel may be under creation.
    if (of.id !== null && (await tickets.load(of.id)) !== undefined) continue;
    numbers.push(of.number);
  }
  return numbers.toSorted((a, b) => a - b);
}
