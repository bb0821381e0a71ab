import type { Doing, Presence } from '../../protocol/ticket.ts';
import { supportRights } from '../support/given.ts';
import { helper, player } from './fake-backend.ts';
import { Stage, type TestClient } from './stage.ts';

export const colleague = '22';

export const watchTicket = (ticket: string, as: 'public' | 'support', w = 1) => ({
  t: 'watch',
  w,
  what: { on: 'ticket', ticket, as },
});
export const watchPresence = { t: 'watch', w: 8, what: { on: 'presence' } };

/** A ticket of a player, with a helper, a colleague and the player watching it. */
export async function atTicket() {
  const stage = new Stage();
  stage.backend.ticketService.rights.set(colleague, supportRights);
  const ticket = await stage.open(player);
  const [mine, one, two] = [stage.signIn(player), stage.signIn(helper), stage.signIn(colleague)];
  mine.send(watchTicket(ticket, 'public'));
  for (const client of [one, two]) client.send(watchTicket(ticket, 'support'));
  await stage.settle();
  const signal = (client: TestClient, as: 'public' | 'support', doing: Doing): void =>
    client.send({ t: 'signal', ticket, as, doing });
  /** Sets the clock forward and expires presence. */
  const pass = (ms: number): void => {
    stage.backend.time += ms;
    stage.deps.presence.sweep(stage.backend.time);
    stage.endTurn();
  };
  return { stage, ticket, mine, one, two, signal, pass };
}

/** What support was sent last: who views, and who writes on which side. */
export function presenceOf(
  client: TestClient,
): { viewing: string[]; typing: string[] } | undefined {
  const is = client.all('signal').at(-1)?.is;
  if (is?.on !== 'company') return undefined;
  const typing = is.typing.map(({ account, side }) => `${side} ${account}`);
  return { viewing: is.viewing.map(({ account }) => account), typing };
}

/** All that a player was sent about support. */
export function supportTyping(client: TestClient): boolean[] {
  return client.all('signal').map(({ is }) => {
    if (is.on !== 'support_typing') throw new Error(`a player was told of ${is.on}`);
    return is.typing;
  });
}

export function counts(client: TestClient): Presence[] {
  const held = new Map<string, Presence>();
  for (const message of client.wire.messages()) {
    if (message.t !== 'state' && message.t !== 'signal') continue;
    if (message.is.on !== 'presence') continue;
    if (message.t === 'state') held.clear();
    for (const one of message.is.tickets) {
      if (one.viewing + one.typing === 0) held.delete(one.ticket);
      else held.set(one.ticket, one);
    }
  }
  return [...held.values()];
}
