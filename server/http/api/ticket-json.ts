import * as v from 'valibot';
import type { Ticket } from '../../../actors/ticket/state.ts';
import { viewHead, type StaffName } from '../../../actors/ticket/view.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Audience } from '../../../protocol/ticket.ts';
import { apiStatuses, apiStatusOf } from './status.ts';

const number = (sentence: string) =>
  v.pipe(v.string(), v.regex(/^\d+$/u), v.description(`${sentence} A decimal number.`));
const numberOrNone = (sentence: string) =>
  v.pipe(
    v.string(),
    v.regex(/^\d*$/u),
    v.description(`${sentence} A decimal number; empty where there is none.`),
  );
const time = (sentence: string) =>
  v.pipe(v.string(), v.isoTimestamp(), v.description(`${sentence} ISO 8601, UTC.`));
const coordinate = (sentence: string) =>
  v.pipe(v.number(), v.integer(), v.description(`${sentence} 0 where the place is unknown.`));

/** A ticket in the form of the HTTP API. */
export const ticketJson = v.strictObject({
  ticketId: number('The ticket.'),
  senderCharacterId: numberOrNone('The character that rang.'),
  senderAccountId: numberOrNone('The account that rang.'),
  category: v.pipe(v.string(), v.maxLength(limits.category_chars_max)),
  message: v.pipe(
    v.string(),
    v.maxLength(limits.body_chars_max),
    v.description('The opening message; empty where a ticket was opened without one.'),
  ),
  status: v.picklist(apiStatuses),
  mapId: coordinate('The map where they stood at submission.'),
  x: coordinate('East.'),
  y: coordinate('South.'),
  z: coordinate('Up.'),
  createdAtUtc: time('When it was opened.'),
  assignedAtUtc: v.nullable(time('When the present assignee got it.')),
  closedAtUtc: v.nullable(time('When it was closed; cleared by reopening.')),
  lastUpdatedAtUtc: time('When something changed that the caller can see.'),
  assignedToCharacterId: numberOrNone('The character of the assignee.'),
  assignedToAccountId: numberOrNone('The assignee.'),
});
export type TicketJson = v.InferOutput<typeof ticketJson>;

/** As that audience sees it. */
export function toTicketJson(
  ticket: Ticket,
  audience: Audience,
  staffName: StaffName,
  message: string,
): TicketJson {
  const head = viewHead(ticket, audience, staffName);
  const { sender, location, assignee } = head;
  return {
    ticketId: String(head.number),
    senderCharacterId: sender?.character ?? '',
    senderAccountId: sender?.account ?? '',
    category: head.category,
    message,
    status: apiStatusOf(head),
    mapId: location?.map ?? 0,
    x: location?.x ?? 0,
    y: location?.y ?? 0,
    z: location?.z ?? 0,
    createdAtUtc: utc(head.created),
    assignedAtUtc: utcOrNull(head.assigned),
    closedAtUtc: utcOrNull(head.closed),
    lastUpdatedAtUtc: utc(head.updated),
    assignedToCharacterId: assignee?.character ?? '',
    assignedToAccountId: assignee?.account ?? '',
  };
}

function utc(time_ms: number): string {
  return new Date(time_ms).toISOString();
}

function utcOrNull(time_ms: number | null): string | null {
  return time_ms === null ? null : utc(time_ms);
}
