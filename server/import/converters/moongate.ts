import { isBlank } from '../../../protocol/visible.ts';
import { aboutOf, line, type Line } from './converter.ts';

type Json = Readonly<Record<string, unknown>>;

/** The tickets of an answer of `/api/help-tickets`, of several of them, or of a bare list. */
export function moongateTickets(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) {
    return json.flatMap((one: unknown) => (itemsOf(one) === undefined ? [one] : itemsOf(one)!));
  }
  return itemsOf(json) ?? [json];
}

function itemsOf(json: unknown): readonly unknown[] | undefined {
  const items = (json as { readonly items?: unknown } | null)?.items;
  return Array.isArray(items) ? items : undefined;
}

/** A ticket of that API, which has its opening message alone. */
export function moongateTicket(json: unknown): Line | { readonly why: string } {
  const ticket = (json ?? {}) as Json;
  const text = (name: string): string | undefined => {
    const value = ticket[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const ofSomebody = (name: string): string | undefined =>
    text(name) === '0' ? undefined : text(name);
  const id = text('ticketId');
  if (id === undefined) return { why: 'ticketId: it has none' };
  const created = text('createdAtUtc');
  if (created === undefined) return { why: 'createdAtUtc: it has none' };
  const status = text('status');
  if (status !== 'Open' && status !== 'Assigned' && status !== 'Closed') {
    return { why: `status: ${String(ticket['status'])} is none of Open, Assigned and Closed` };
  }
  const message = text('message') ?? '';
  const holder = ofSomebody('assignedToAccountId');
  const account = ofSomebody('senderAccountId');
  const character = account === undefined ? undefined : ofSomebody('senderCharacterId');
  return line({
    type: 'ticket',
    id,
    surface: 'game',
    category: text('category'),
    status: status === 'Closed' ? 'closed' : 'open',
    created,
    closed: status === 'Closed' ? (text('closedAtUtc') ?? text('lastUpdatedAtUtc')) : undefined,
    sender: line({ account, character, name: account && `Account ${account}` }),
    location: placeOf(ticket),
    assignee: holder && { account: holder, name: `Account ${holder}` },
    assigned: holder && text('assignedAtUtc'),
    messages: isBlank(message) ? [] : [{ at: created, by: 'player', text: message }],
    about: aboutOf([isBlank(message) ? 'It has no message.' : undefined]),
  });
}

function placeOf({ mapId, x, y, z }: Json): Line | undefined {
  const place = { map: mapId, x, y, z };
  return Object.values(place).every(Number.isSafeInteger) ? place : undefined;
}
