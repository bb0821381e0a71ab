import type { ServerMessage } from '../../protocol/messages.ts';
import type { Client } from './running-server.ts';

/** What an administrator reads of a data folder, over the wire: its first so many tickets, and all else. */
export async function readFolder(
  client: Client,
  tickets: number,
): Promise<Record<string, unknown>> {
  const reads: Record<string, unknown> = {};
  for (const kind of ['settings_get', 'group_list', 'account_list', 'shard_list', 'audit_list']) {
    reads[kind] = told(await client.ask({ t: 'admin', do: { kind } }));
  }
  const wanted = { t: 'find', what: 'factions', words: 'the', limit: 9 };
  reads['factions'] = told(await client.ask(wanted));
  reads['canned'] = told(await client.watch(1, { on: 'canned' }));
  client.send({ t: 'unwatch', w: 1 });
  for (let number = 1; number <= tickets; number += 1) {
    const found = await client.ask({ t: 'find_ticket', number, as: 'support' });
    if (found.t !== 'answer' || found.is.of !== 'ticket') throw new Error(JSON.stringify(found));
    const what = { on: 'ticket', ticket: found.is.ticket, as: 'support' };
    reads[`ticket ${number}`] = told(await client.watch(1, what));
    client.send({ t: 'unwatch', w: 1 });
  }
  return reads;
}

function told(message: ServerMessage): unknown {
  if (message.t !== 'answer' && message.t !== 'state') throw new Error(JSON.stringify(message));
  return message.is;
}
