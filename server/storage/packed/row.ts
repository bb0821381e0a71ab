import type { Head } from '../../../actors/runtime/store.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import { decode, encode } from './codec.ts';
import type { Packed } from './packed-parts.ts';
import { packTicket, unpackTicket } from './packed-ticket.ts';

/**
 * The stored snapshot of a ticket: the head as a float64, then the encoded ticket. The head is
 * separate because every commit compares it, and few need the ticket.
 */
const head_bytes = 8;

export function encodeRow(head: Head, ticket: Ticket): Buffer {
  const row = encode(packTicket(ticket), head_bytes);
  row.writeDoubleBE(head, 0);
  return row;
}

export function headOf(row: Buffer): Head {
  return row.readDoubleBE(0);
}

export function ticketOf(row: Buffer): Ticket {
  return unpackTicket(decode(row.subarray(head_bytes)) as Packed<Ticket>);
}
