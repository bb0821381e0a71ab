import type { ServerMessageOf } from '../../protocol/messages.ts';
import type { Audience } from '../../protocol/ticket.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import type { TestClient } from './stage.ts';

export const watch = (ticket: string, as: Audience = 'public', w = 1) => ({
  t: 'watch',
  w,
  what: { on: 'ticket', ticket, as },
});
export const resume = (ticket: string, seq: number, epoch = 'epoch-1') => ({
  t: 'watch',
  w: 1,
  what: { on: 'ticket', ticket, as: 'public', resume: { epoch, seq } },
});
export const says = (body: string): CommandBody => ({ kind: 'post_message', body });
export const notes = (body: string): CommandBody => ({ kind: 'post_note', body });

type TicketState = Extract<ServerMessageOf<'state'>['is'], { on: 'ticket' }>;
type TicketEvent = Extract<ServerMessageOf<'event'>['is'], { on: 'ticket' }>;

export function stateOf(client: TestClient): TicketState {
  const { is } = client.last('state');
  if (is.on !== 'ticket') throw new Error(`a state of ${is.on}`);
  return is;
}

export function eventsOf(client: TestClient): TicketEvent[] {
  return client.all('event').map(({ is }) => {
    if (is.on !== 'ticket') throw new Error(`an event of ${is.on}`);
    return is;
  });
}

export const seqs = (entries: ReadonlyArray<{ seq: number }>) => entries.map(({ seq }) => seq);
