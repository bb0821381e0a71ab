import type { ClientMessageOf } from '../../protocol/messages.ts';
import type { LiveSession } from '../roster/online.ts';
import type { Answer } from '../ticket/service.ts';
import type { ShardTickets } from './port.ts';

/** Requests of a player in the game about tickets. */
export function askFor(
  { shard, account, character, location }: LiveSession,
  { id, ticket, as, do: command }: ClientMessageOf<'command'>,
  tickets: ShardTickets,
): Promise<Answer> {
  // Holding a shard's key must not give the rights of staff.
  const caller = { account, restricted: true, surface: 'game' } as const;
  return tickets.command(caller, { id, ticket, as, command, from: { shard, character, location } });
}
