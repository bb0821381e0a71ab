import { Bench } from 'tinybench';
import type { Context, TicketCommand } from '../actors/ticket/command.ts';
import { decide } from '../actors/ticket/decide.ts';
import type { TicketEvent } from '../actors/ticket/event.ts';
import { evolve } from '../actors/ticket/evolve.ts';
import type { Ticket } from '../actors/ticket/state.ts';
import { ownNames, viewEntry } from '../actors/ticket/view.ts';
import { playerRights } from '../actors/roster/staff/groups.ts';
import { decode, encode } from '../protocol/codec.ts';
import { limits } from '../protocol/limits.ts';
import { parseClientMessage } from '../protocol/parse.ts';
import { shippedCategories } from '../protocol/kept-settings.ts';
import { prepare } from '../server/sockets/connection/frame.ts';
import { encodeRow } from '../server/storage/packed/row.ts';
import { bodyOf } from './load/dialect.ts';

/** What one step of a post costs by itself, without sockets and disk. */
export interface Micro {
  readonly step: string;
  readonly p50_us: number;
  readonly p99_us: number;
}

const person = { account: '1', name: 'admin', character: null, character_name: '' };
const context: Context = {
  principal: { person, rights: new Set(playerRights) },
  surface: 'web',
  at: 1_700_000_000_000,
  as: 'player',
  settings: {
    autoArchive: false,
    categories: shippedCategories,
    subject_chars_max: limits.subject_chars_max,
    body_chars_max: limits.body_chars_max,
  },
  people: { principal: () => undefined, faction: () => undefined },
};
const body = bodyOf(1);

/** The steps that each post takes in the process, one after the other. */
export async function microBench(time_ms: number): Promise<Micro[]> {
  const frame = encode(
    {
      t: 'command',
      id: 'V1StGXR8_Z5jdHi6B-myT1',
      ticket: 'x'.repeat(22),
      do: { kind: 'post_message', body },
    },
    'shardbell.v1',
  );
  const opened = apply(null, {
    kind: 'open',
    id: 'x'.repeat(22),
    number: 1,
    shard: null,
    category: shippedCategories[0]!,
    body,
    participants: [],
    location: null,
  });
  const post: TicketCommand = { kind: 'post_message', body };
  const { ticket, events } = apply(opened.ticket, post);
  const [event] = events;
  const bench = new Bench({ time: time_ms, throws: true });
  bench.add('decode and validate the command', () => {
    const decoded = decode(frame, 'shardbell.v1');
    if (decoded.ok) parseClientMessage(decoded.value);
  });
  bench.add('decide, and evolve the ticket', () => {
    apply(opened.ticket, post);
  });
  bench.add('encode the row of the ticket', () => {
    encodeRow(1, ticket);
  });
  bench.add('encode the event for one audience', () => {
    const entries = [viewEntry(event!, 'support', ownNames)!];
    prepare({ t: 'event', topic: 1, is: { on: 'ticket', entries, set: {} } }, 'shardbell.v1');
  });
  await bench.run();
  return bench.tasks.map(({ name, result }) => {
    if (!('latency' in result)) throw new Error(`${name} was not measured`);
    const { p50, p99 } = result.latency;
    return { step: name, p50_us: p50 * 1000, p99_us: p99 * 1000 };
  });
}

function apply(
  before: Ticket | null,
  command: TicketCommand,
): { ticket: Ticket; events: readonly TicketEvent[] } {
  const decided = decide(before, command, context);
  if (!decided.ok) throw new Error(`refused: ${decided.refusal.code}`);
  const ticket = decided.events.reduce<Ticket | null>(evolve, before);
  return { ticket: ticket!, events: decided.events };
}
