/** `given(history).when(command, context)` and what comes of it, for the rules of a ticket. */
import { decide } from '../../actors/ticket/decide.ts';
import type {
  Context,
  People,
  Principal,
  TicketCommand,
  TicketSettings,
} from '../../actors/ticket/command.ts';
import { isInternal, type Change, type TicketEvent } from '../../actors/ticket/event.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Right } from '../../protocol/permissions.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { limits } from '../../protocol/limits.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { Author, Person, Side } from '../../protocol/ticket.ts';
import { assert } from './suite.ts';

export const playerRights: readonly Right[] = [
  'tickets.view',
  'tickets.create',
  'tickets.send_message',
  'tickets.close',
  'tickets.archive',
];
export const supportRights: readonly Right[] = [
  'tickets.admin_view',
  'tickets.reply',
  'tickets.internal_message',
  'tickets.assign',
  'tickets.change_status',
  'tickets.add_participant',
];

export const player: Person = {
  account: '11',
  name: 'player account',
  character: '110',
  character_name: 'Player Character',
};
export const otherPlayer: Person = { ...player, account: '12', name: 'other player' };
export const helper: Person = {
  account: '21',
  name: 'helper account',
  character: null,
  character_name: '',
};
export const otherHelper: Person = { ...helper, account: '22', name: 'other helper' };

/** As somebody takes part whom support named. */
export function named(person: Person): Person {
  return { ...person, character: null, character_name: '' };
}

export function principal(person: Person, held: readonly Right[]): Principal {
  return { person, rights: new Set(held) };
}

export const faction = { id: 'north/guard', name: 'The Guard' } as const;

/** Everybody above, and a faction of both players. */
export const people: People = {
  principal: (account) =>
    [
      principal(player, playerRights),
      principal(otherPlayer, playerRights),
      principal(helper, supportRights),
      principal(otherHelper, supportRights),
    ].find(({ person }) => person.account === account),
  faction: (id) =>
    id === faction.id
      ? { name: faction.name, members: [player.account, otherPlayer.account] }
      : undefined,
};

/** Players by these numbers, and a faction of them all. */
export function peopleOf(accounts: readonly string[]): People {
  return {
    principal: (account) =>
      accounts.includes(account) ? principal({ ...player, account }, playerRights) : undefined,
    faction: (id) => (id === faction.id ? { name: faction.name, members: accounts } : undefined),
  };
}

export const settings: TicketSettings = {
  autoArchive: false,
  categories: ['Question', 'Bug'],
  subject_chars_max: limits.subject_chars_max,
  body_chars_max: limits.body_chars_max,
};

export const byPlayer = context(principal(player, playerRights));
export const byHelper = context(principal(helper, supportRights));

/** Who asks, with everything around it that a test does not care about. */
export function context(who: Principal, over: Partial<Context> = {}): Context {
  return {
    principal: who,
    surface: 'web',
    at: 60_000,
    settings,
    people,
    ...over,
  };
}

export const autoArchive: Pick<Context, 'settings'> = {
  settings: { ...settings, autoArchive: true },
};

export const opening: Extract<Change, { type: 'ticket_opened' }> = {
  type: 'ticket_opened',
  id: 'ticket-1',
  number: 1,
  shard: 'north',
  category: 'Question',
  subject: 'I am stuck',
  participants: [player],
  sender: player,
  location: { map: 1, x: 2, y: 3, z: 4 },
};

export const said = (body: string): Change => ({ type: 'message_posted', body, opening: false });
export const noted = (body: string): Change => ({ type: 'note_posted', body });

export type Step = readonly [side: Side, change: Change];

/** A history, one second an entry from 1,000 on, numbered here apart from the code under test. */
export function history(...steps: readonly Step[]): TicketEvent[] {
  let publicSeq = 0;
  return steps.map(([side, change], index) => ({
    at: 1_000 * (index + 1),
    by: authors[side],
    surface: 'game',
    change,
    supportSeq: index + 1,
    publicSeq: isInternal(change) ? null : (publicSeq += 1),
  }));
}

/** A ticket that a player opened with a message. */
export const opened: readonly Step[] = [
  ['player', opening],
  ['player', { type: 'message_posted', body: 'I am stuck', opening: true }],
];
export const started: readonly Step[] = [
  ...opened,
  ['support', said('Where?')],
  ['support', { type: 'work_started' }],
];
export const closed: readonly Step[] = [
  ...started,
  ['support', { type: 'ticket_closed', from: 'in_progress' }],
];
export const archived: readonly Step[] = [...closed, ['support', { type: 'ticket_archived' }]];
export const inStatus = { open: opened, in_progress: started, closed, archived } as const;

const authors: Record<Side, Author> = {
  player: { side: 'player', account: player.account, name: player.character_name },
  support: { side: 'support', account: helper.account, name: helper.name },
};

export function ticketAfter(steps: readonly Step[]): Ticket {
  const ticket = evolveAll(null, history(...steps));
  if (ticket === null) throw new Error('nothing was opened');
  return ticket;
}

export function given(steps: readonly Step[]) {
  const past = history(...steps);
  const state = evolveAll(null, past);
  return {
    when(command: TicketCommand, ctx: Context) {
      const decision = decide(state, command, ctx);
      const events = decision.ok ? decision.events : [];
      return {
        /** Exactly these changes, done on this side, with author, surface, time and both numbers. */
        expect(side: Side, ...changes: Change[]): void {
          let publicSeq = past.filter((event) => event.publicSeq !== null).length;
          const { person } = ctx.principal;
          const name = side === 'player' ? person.character_name || person.name : person.name;
          const expected = changes.map((change, index) => ({
            at: ctx.at,
            by: { side, account: person.account, name },
            surface: ctx.surface,
            change,
            supportSeq: past.length + index + 1,
            publicSeq: isInternal(change) ? null : (publicSeq += 1),
          }));
          assert.equal(decision, { ok: true, events: expected });
        },
        refused(code: Refusal['code'], detail?: string): void {
          const refusal = detail === undefined ? { code } : { code, detail };
          assert.equal(decision, { ok: false, refusal });
        },
        /** It succeeds, and nothing happens. */
        nothing(): void {
          assert.equal(decision, { ok: true, events: [] });
        },
        events,
        get ticket(): Ticket {
          if (!decision.ok) throw new Error(`refused: ${decision.refusal.code}`);
          const ticket = evolveAll(state, events);
          if (ticket === null) throw new Error('nothing was opened');
          return ticket;
        },
      };
    },
  };
}
