import type { LuaFunction, LuaState } from 'fengari';
import { limits, ranges } from '../../../../protocol/limits.ts';
import { isOther, no, type Calls } from './calls.ts';
import type { HostContext } from './host-context.ts';
import { intArg, push, textArg } from '../lua/marshal.ts';
import type { Ask } from '../messages.ts';
import { isBlank } from '../../../../protocol/visible.ts';

type Wanted = ReturnType<typeof no>;

/**
 * The global `help_tickets`: what a player may do with tickets, for scripts that act as that
 * player.
 */
export function ticketFunctions(host: HostContext, calls: Calls): Record<string, LuaFunction> {
  const { bounds } = host;
  /** A command on a ticket, made as the player that the handler runs for. */
  const own = (name: string, wanted: (L: LuaState, ticket: number) => Wanted): LuaFunction =>
    calls.command(`help_tickets.${name}`, (L, session, run) => {
      if (isOther(run, session)) return no('this handler acts for another player');
      return withTicket(L, (ticket) => wanted(L, ticket));
    });

  return {
    submit: calls.command('help_tickets.submit', (L, session) => submission(host, L, session)),
    reply: own('reply', (L, ticket) =>
      withText(L, 3, (message) => ({ kind: 'reply', ticket, message })),
    ),
    close: own('close', (_, ticket) => ({ kind: 'close', ticket })),
    reopen: own('reopen', (_, ticket) => ({ kind: 'reopen', ticket })),
    list: calls.question('help_tickets.list', (L) => ({
      kind: 'list',
      offset: clamped(L, 2, 0, 0, limits.entries_max),
      limit: clamped(L, 3, 10, 1, bounds.list_rows_max),
    })),
    thread: calls.question('help_tickets.thread', (L) =>
      withTicket(L, (ticket) => ({
        kind: 'thread',
        ticket,
        before: intArg(L, 3),
        limit: clamped(L, 4, 20, 1, bounds.thread_entries_max),
      })),
    ),
    seen: calls.question('help_tickets.seen', (L, run) => {
      if (run.session === null) return no('only what a player did can do this');
      return withTicket(L, (ticket) => ({
        kind: 'seen',
        ticket,
        entry: clamped(L, 3, 0, 0, limits.entries_max),
      }));
    }),
    categories: (L) => {
      host.meter.charge(L, 5 * host.categories().length);
      push(L, host.categories());
      return 1;
    },
  };
}

function submission(host: HostContext, L: LuaState, session: number): Wanted {
  if (host.sessions.character(session) === null) return no('the session has no character');
  const wanted = textArg(L, 2)?.trim() ?? '';
  if (isBlank(wanted)) return no('the category is blank');
  const category = host.categories().find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (category === undefined) return no('there is no such category');
  return withText(L, 3, (message) => ({ kind: 'submit', category, message }));
}

function withTicket(L: LuaState, ask: (ticket: number) => Wanted): Wanted {
  const ticket = intArg(L, 2) ?? 0;
  return ticket >= 1 && ticket <= ranges.ticket_number_max
    ? ask(ticket)
    : no('there is no such ticket');
}

function withText(L: LuaState, arg: number, ask: (text: string) => Ask): Wanted {
  const text = textArg(L, arg)?.trim() ?? '';
  if (isBlank(text)) return no('the message is blank');
  if (text.length > limits.raw_text_chars_max || text.includes('\0')) {
    return no('the message is too long or malformed');
  }
  return ask(text);
}

/** The argument as a whole number within the range; `otherwise` if it is missing. */
export function clamped(
  L: LuaState,
  arg: number,
  otherwise: number,
  min: number,
  max: number,
): number {
  return Math.min(max, Math.max(min, intArg(L, arg) ?? otherwise));
}
