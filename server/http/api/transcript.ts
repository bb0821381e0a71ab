import * as v from 'valibot';
import type { TicketService } from '../../../actors/ticket/service.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import { limits } from '../../../protocol/limits.ts';
import { audiences, entry, head } from '../../../protocol/ticket.ts';
import { parseName, parseTicketId } from './parse.ts';
import { callerOf, invalid, ticketId } from './read-routes.ts';
import type { TicketReader } from './reader.ts';
import type { Turns } from '../../platform/turns.ts';
import type { ApiRoute } from './route.ts';
import { jsonTranscript } from '../../export/transcript-json.ts';
import { NoLonger, transcriptOf } from '../../export/transcript.ts';

export interface TranscriptDeps {
  readonly ticketService: Pick<TicketService, 'mayRead' | 'mayWatchQueue'>;
  readonly reader: TicketReader;
  readonly turns: Turns;
}

export const transcriptJson = v.strictObject({
  audience: v.pipe(v.picklist(audiences), v.description('Who sees a ticket like this.')),
  ticket: head,
  entries: v.pipe(v.array(entry), v.maxLength(limits.entries_max), v.description('All of them.')),
});

const invalidAudience = 'Invalid transcript audience.';

/**
 * The whole of one ticket in the forms of the protocol. Staff may get it as either side sees it.
 */
export function transcriptRoute({ ticketService, reader, turns }: TranscriptDeps): ApiRoute {
  return {
    method: 'get',
    path: '/api/help-tickets/{ticketId}/transcript',
    name: 'getTranscript',
    sentence: 'Tells the whole of one ticket. Participants get what players see.',
    door: 'signed_in',
    variables: { ticketId },
    query: {
      audience: v.optional(
        v.pipe(v.picklist(audiences), v.description('`public` unless told; `support` for staff.')),
      ),
    },
    answers: {
      200: { sentence: 'The ticket with all that the audience sees.', json: transcriptJson },
      400: { sentence: 'Which part of the request is invalid.', json: v.string() },
      403: { sentence: 'Only staff may have it as support sees it.' },
      404: { sentence: 'There is no such ticket for the caller.' },
    },
    async handle(c) {
      const caller = callerOf(c);
      const told = parseName(c.req.queries('audience')?.join(','), audiences);
      const audience = told === null ? 'public' : told;
      if (audience === 'support' && !ticketService.mayWatchQueue(caller)) return c.body(null, 403);
      const number = parseTicketId(c.req.param('ticketId'));
      if (number === undefined) return c.json(invalid.id, 400);
      if (audience === undefined) return c.json(invalidAudience, 400);
      const mayHave = (ticket: Ticket | undefined): ticket is Ticket =>
        ticket !== undefined &&
        (ticketService.mayWatchQueue(caller) || ticketService.mayRead(caller, ticket, audience));
      const ticket = await reader.byNumber(number);
      if (!mayHave(ticket)) return c.body(null, 404);
      const stillMay = async () => mayHave(await reader.byId(ticket.id));
      const parts = transcriptOf(reader.views, {
        ticket,
        audience,
        writer: jsonTranscript(),
        inTurn: (make) => turns.run(caller.account, make),
        stillMay,
      });
      const body = ReadableStream.from(bytesOf(parts));
      return c.body(body, 200, { 'content-type': 'application/json' });
    },
  };
}

/** If the client loses the right meanwhile, the stream is cut off and is invalid JSON. */
async function* bytesOf(parts: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of parts) yield Buffer.from(part);
  } catch (error) {
    if (!(error instanceof NoLonger)) throw error;
  }
}
