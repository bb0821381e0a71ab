import { untouched, type Ticket } from '../../actors/ticket/state.ts';
import { packTicket, unpackTicket } from '../../server/storage/packed/packed-ticket.ts';
import { opened, ticketAfter } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('stored tickets');

const ticket = ticketAfter(opened);
const urgent: Ticket = { ...ticket, triage: { priority: 'high' } };

// [J134] A ticket that was stored before there were priorities has the normal one, in both forms in
// which tickets are stored; the normal one takes no room, and another comes back as it was.
test('[J134] a ticket that was stored before there were priorities has the normal one', () => {
  const packed = packTicket(ticket);
  assert.ok(Array.isArray(packed) && packed.length === 18);
  assert.equal(unpackTicket(packed).triage, untouched);
  const { triage: _, ...before } = ticket;
  assert.equal(unpackTicket(before as Ticket), ticket);
});

test('[J134] a priority that was set comes back as it was', () => {
  const packed = packTicket(urgent);
  assert.ok(Array.isArray(packed));
  assert.equal(unpackTicket(packed), urgent);
  assert.equal(unpackTicket(urgent), urgent);
});
