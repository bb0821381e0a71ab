import type { TicketReplica } from '../../core/replica-ticket.ts';
import type { Draft } from '../ticket/conversation.ts';

/** Other staff who answer the same ticket, so that the player may get two answers. */
export interface Collision {
  /** Whether the other answer was already sent. */
  readonly kind: 'answered' | 'writing';
  readonly people: ReadonlyArray<{ readonly name: string }>;
}

/**
 * Staff who answered since the reply was begun, otherwise those typing now; undefined if nobody.
 */
export function collisionOf(
  { entries, beside }: Pick<TicketReplica, 'entries' | 'beside'>,
  me: string,
  { reply, since }: Pick<Draft, 'reply' | 'since'>,
): Collision | undefined {
  const answers = entries.filter(
    ({ seq, by, what }) =>
      reply !== '' &&
      seq > since &&
      by.side === 'support' &&
      by.account !== me &&
      what.kind === 'message',
  );
  if (answers.length > 0)
    return { kind: 'answered', people: distinct(answers.map(({ by }) => by)) };
  const people = beside.presence.typing.filter(
    ({ side, account }) => side === 'support' && account !== me,
  );
  return people.length > 0 ? { kind: 'writing', people } : undefined;
}

function distinct<T extends { readonly account: string | null }>(people: readonly T[]): T[] {
  return [...new Map(people.map((one) => [one.account, one])).values()];
}
