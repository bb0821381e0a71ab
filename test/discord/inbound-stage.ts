import type { Entry } from '../../protocol/ticket.ts';
import type { Asked } from '../support/discord/asked.ts';
import { assert } from '../support/suite.ts';
import type { Live } from './live.ts';

/** A ticket of the player ana, and its channel. */
export async function opened(live: Live, text = 'My horse is gone', shown = text) {
  const { ticket, number } = await live.world.opened(live.world.player, text);
  const channel = await live.settled(shown);
  return { ticket, number, channel: channel.id };
}

export async function entries(live: Live, ticket: string): Promise<Entry[]> {
  const { ticketService, staff } = live.world;
  const found = await ticketService.history(staff, ticket, 'support', { limit: 100 });
  return found.ok ? found.entries : [];
}

/** The messages of the ticket, each with surface, side and author. */
export async function said(live: Live, ticket: string): Promise<string[]> {
  return (await entries(live, ticket)).flatMap(({ by, surface, what }) =>
    what.kind === 'message' ? `${surface} ${by.side} ${by.account} ${by.name}: ${what.body}` : [],
  );
}

/** Resolves once the last message of the ticket ends with this. */
export function heard(live: Live, ticket: string, end: string): Promise<string[]> {
  return told(live, async () => {
    const all = await said(live, ticket);
    return all.at(-1)?.endsWith(end) ? all : undefined;
  });
}

/** Checks again after every commit. */
export async function told<T>(live: Live, look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const next = new Promise<void>((resolve) => {
      const stop = live.storage.onTurn(() => {
        stop();
        resolve();
      });
    });
    const found = await look();
    if (found !== undefined) return found;
    await next;
  }
}

/** The answer to an interaction, for its user alone. */
export async function answer(live: Live, asked: Asked): Promise<string> {
  const reads = await live.until(() => asked.reads);
  assert.ok(asked.answer?.kind === 'message' && asked.answer.hidden, 'to them alone');
  return reads.content;
}

export function header(live: Live, channel: string): string {
  return live.headers(channel)[0]!.id;
}

/** Resolves once the header shows this status. */
export async function shows(live: Live, channel: string, status: string): Promise<void> {
  await live.until(() => live.headers(channel)[0]?.embeds[0]?.fields?.[0]?.value === status);
}

export function assignee(live: Live, channel: string): string | undefined {
  const fields = live.headers(channel)[0]?.embeds[0]?.fields;
  return fields?.find(({ name }) => name === 'Assignee')?.value;
}

/** The bot has pinged nobody. */
export function nobodyRung(live: Live): void {
  const { bot, pings } = live.discord.world;
  assert.equal(
    pings.filter(({ by }) => by === bot.id),
    [],
  );
}
