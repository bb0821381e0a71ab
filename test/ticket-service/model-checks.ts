import type { Caller } from '../../actors/ticket/service.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { ownNames, viewHead, viewRow } from '../../actors/ticket/view.ts';
import { audiences, type Row } from '../../protocol/ticket.ts';
import type { ActorTicketService } from '../../server/tickets/service.ts';
import type { TicketServiceModel } from '../support/ticket-service-model.ts';
import { players, staff } from '../support/random-asks.ts';
import { assert } from '../support/suite.ts';
import { hasQueue, type Env } from '../support/ticket-model.ts';
import type { Half } from './model-half.ts';

export function callerOf(account: string, surface: Caller['surface'] = 'web'): Caller {
  return { account, restricted: false, surface };
}

/** What is stored is what the model has, the fold of the history, and all that was told. */
export async function assertSame(
  { storage, told }: Half,
  model: TicketServiceModel,
): Promise<void> {
  const rows: Row[][] = [];
  for (const ticket of model.tickets) {
    const { state } = await storage.tickets.load(ticket.id);
    assert.ok(state !== undefined);
    const events = storage.tables.history(ticket.id, 'support', { limit: 10_000 });
    assert.equal(evolveAll<Ticket | null>(null, events), state);
    assert.equal(told.get(ticket.id), events);
    for (const audience of audiences) {
      assert.equal(viewHead(state, audience, ownNames), ticket.head(audience));
      assert.equal(viewRow(summarize(state), audience, ownNames), ticket.row(audience));
    }
    rows.push(audiences.map((audience) => ticket.row(audience)));
  }
  const stored = [...storage.tables.active(), ...storage.tables.closedTickets({ limit: 100 })];
  assert.equal(
    stored
      .map((summary) => audiences.map((audience) => viewRow(summary, audience, ownNames)))
      .toSorted(byNumber),
    rows.toSorted(byNumber),
  );
  for (const account of players) {
    const mine = storage.tables.closedTickets({ participant: account, limit: 100 });
    const expected = model.tickets.filter((ticket) => {
      const { status, participants } = ticket.head('public');
      const isClosed = status === 'closed' || status === 'archived';
      return isClosed && participants.some((person) => person.account === account);
    });
    assert.equal(
      mine.map(({ number }) => number),
      expected.map(({ number }) => number).toSorted((a, b) => b - a),
    );
  }
}

const byNumber = (a: Row[], b: Row[]): number => a[0]!.number - b[0]!.number;

/** Everybody reads what the model lets them see, and nobody else anything. */
export async function assertRead(
  ticketService: ActorTicketService,
  env: Env,
  model: TicketServiceModel,
): Promise<void> {
  for (const ticket of model.tickets) {
    for (const account of [...players, ...staff]) {
      for (const audience of audiences) {
        const caller = callerOf(account);
        const page = await ticketService.history(caller, ticket.id, audience, { limit: 10_000 });
        const side = audience === 'public' ? 'player' : 'support';
        if (!ticket.sees(env, account, side)) {
          assert.equal(page, { ok: false, refusal: { code: 'ticket_unknown' } });
        } else {
          assert.equal(page, { ok: true, entries: ticket.entries(audience) });
        }
      }
      assert.is(ticketService.mayWatchQueue(callerOf(account)), hasQueue(env, account));
    }
  }
}
