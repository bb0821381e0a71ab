import fc from 'fast-check';
import { queueRights, rights, type Right } from '../../protocol/permissions.ts';
import {
  doings,
  priorities,
  type Audience,
  type Doing,
  type Priority,
  type Side,
} from '../../protocol/ticket.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { playerRights } from '../support/world.ts';

/** All that a participant can do, and all that support does around them, as plain steps. */

/** Whose bytes are compared; `stranger` takes part in nothing. */
export const lineNames = ['phone', 'browser', 'friend', 'stranger'] as const;
export type LineName = (typeof lineNames)[number];
export const accountOf: Readonly<Record<LineName, string>> = {
  phone: '1',
  browser: '1',
  friend: '2',
  stranger: '3',
};

export type Action =
  | { kind: 'command'; line: LineName; nth: number; as?: Side; command: CommandBody }
  | { kind: 'game'; account: string; nth: number; command: CommandBody }
  | { kind: 'staff'; nth: number; command: CommandBody }
  | { kind: 'watch'; line: LineName; w: number; what: Watched }
  | { kind: 'unwatch'; line: LineName; w: number }
  | { kind: 'get'; line: LineName; nth: number; as: Audience; before?: number }
  | { kind: 'seen'; line: LineName; nth: number; as: Audience; seq: number }
  | { kind: 'signal'; line: LineName; nth: number; as: Audience; doing: Doing }
  | { kind: 'http'; account: string; nth: number; route: ApiRoute }
  /** Two of support look at a ticket; the second is who writes the notes. */
  | { kind: 'staff_watch'; nth: number }
  | { kind: 'staff_signal'; nth: number; doing: Doing }
  /** Support has seen all that comes before the public entry after this one, notes included. */
  | { kind: 'staff_seen'; nth: number; publicSeq: number }
  | { kind: 'malformed'; line: LineName; nth: number }
  /** The line is cut, and comes back with watches of all tickets, each from where it was. */
  | { kind: 'reconnect'; line: LineName; seq: number }
  | { kind: 'help'; account: string }
  /** Every notice that came to the shard is acknowledged. */
  | { kind: 'shown' }
  | { kind: 'shard_reconnect' }
  | { kind: 'rights'; account: string; rights: readonly Right[] }
  | { kind: 'auto_archive'; on: boolean };

export type Watched =
  | { on: 'ticket'; nth: number; as: Audience; seq?: number; epoch: string }
  | { on: 'mine'; list: 'active' | 'closed' }
  | { on: 'queue' | 'seen' | 'presence' };

/** What an account may ask of the HTTP API; `:n` stands for the number of a ticket. */
const apiRoutes = [
  'GET /me',
  'GET /:n/transcript',
  'GET /:n/transcript?audience=public',
  'GET /:n/transcript?audience=support',
  'GET ',
  'GET /:n',
  'PUT /:n/assign-to-me',
  'PUT /:n/status',
] as const;
export type ApiRoute = (typeof apiRoutes)[number];

/** What only support sees, done in the run with notes and left out of the other. */
export interface Note {
  readonly nth: number;
  /** In place of a note, the priority that is set. */
  readonly priority: Priority | null;
  /** Before or after the action of the step in one breath with it, or so many turns later. */
  readonly when: 'before' | 'after' | number;
}

export interface Step {
  readonly action: Action;
  readonly notes: readonly Note[];
}

const nth = fc.nat(3);
const line = fc.constantFrom(...lineNames, 'phone' as const, 'browser' as const);
const account = fc.constantFrom('1', '2');
const audience = fc.constantFrom<Audience>('public', 'public', 'support');
const body = fc.constantFrom('Where?', 'two\nlines', '漢字', ' ', 'a\0b');
const w = fc.nat(5);

/** What a player asks for: what they may, and what they may not. */
const playerCommand: fc.Arbitrary<CommandBody> = fc.oneof(
  { weight: 4, arbitrary: body.map((text) => ({ kind: 'post_message', body: text }) as const) },
  { weight: 2, arbitrary: body.map((text) => opening(text)) },
  fc.constantFrom(
    ...(['close', 'archive', 'reopen', 'assign_to_me', 'unassign'] as const).map((kind) => {
      return { kind } as const;
    }),
  ),
  body.map((subject) => ({ kind: 'edit_subject', subject }) as const),
  body.map((text) => ({ kind: 'post_note', body: text }) as const),
  fc.constant({ kind: 'assign', to: '9', expected: '8' } as const),
  fc.constant({ kind: 'set_status', to: 'in_progress' } as const),
  fc.constant<CommandBody>({ kind: 'add_participants', accounts: ['3'] }),
  fc.constant({ kind: 'remove_participant', account: '1' } as const),
);

/** What support does in public. */
const staffCommand: fc.Arbitrary<CommandBody> = fc.oneof(
  { weight: 4, arbitrary: body.map((text) => ({ kind: 'post_message', body: text }) as const) },
  fc.constantFrom(
    ...(['close', 'archive', 'reopen', 'assign_to_me', 'unassign'] as const).map((kind) => {
      return { kind } as const;
    }),
  ),
  body.map((subject) => ({ kind: 'edit_subject', subject }) as const),
  fc.constantFrom('open', 'in_progress').map((to) => ({ kind: 'set_status', to }) as const),
  fc.constant({ kind: 'add_faction', faction: 'guard' } as const),
  account.map((one): CommandBody => ({ kind: 'add_participants', accounts: [one] })),
  account.map((one) => ({ kind: 'remove_participant', account: one }) as const),
);

const watched: fc.Arbitrary<Watched> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        nth,
        as: audience,
        seq: fc.option(fc.nat(12), { nil: undefined }),
        epoch: fc.constantFrom('epoch-1', 'epoch-1', 'epoch-0'),
      })
      .map(({ seq, ...rest }): Watched => {
        return { on: 'ticket', ...rest, ...(seq === undefined ? {} : { seq }) };
      }),
  },
  fc.constantFrom('active', 'closed').map((list) => ({ on: 'mine', list }) as const),
  fc.constantFrom('queue' as const, 'seen' as const, 'presence' as const).map((on) => ({ on })),
);

/** Rights that a player may be given without being let into the queue. */
const unqueued = rights.filter((right) => !queueRights.includes(right));

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        line,
        nth,
        fc.constantFrom<Side | undefined>(undefined, 'player', 'support'),
        playerCommand,
      )
      .map(([one, of, as, command]): Action => {
        const side = as === undefined ? {} : { as };
        return { kind: 'command', line: one, nth: of, command, ...side };
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(account, nth, playerCommand)
      .map(([one, of, command]) => ({ kind: 'game', account: one, nth: of, command }) as const),
  },
  {
    weight: 7,
    arbitrary: fc
      .tuple(nth, staffCommand)
      .map(([of, command]) => ({ kind: 'staff', nth: of, command }) as const),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(line, w, watched)
      .map(([one, number, what]) => ({ kind: 'watch', line: one, w: number, what }) as const),
  },
  fc.tuple(line, w).map(([one, number]) => ({ kind: 'unwatch', line: one, w: number }) as const),
  {
    weight: 2,
    arbitrary: fc
      .tuple(line, nth, audience, fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }))
      .map(([one, of, as, before]): Action => {
        const range = before === undefined ? {} : { before };
        return { kind: 'get', line: one, nth: of, as, ...range };
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(line, nth, audience, fc.integer({ min: 1, max: 12 }))
      .map(([one, of, as, seq]) => ({ kind: 'seen', line: one, nth: of, as, seq }) as const),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(line, nth, audience, fc.constantFrom(...doings))
      .map(([one, of, as, doing]) => ({ kind: 'signal', line: one, nth: of, as, doing }) as const),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('1', '2', '3'), nth, fc.constantFrom(...apiRoutes))
      .map(([one, of, route]) => ({ kind: 'http', account: one, nth: of, route }) as const),
  },
  { weight: 2, arbitrary: nth.map((of) => ({ kind: 'staff_watch', nth: of }) as const) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(nth, fc.constantFrom<Doing>('typing', 'typing', 'viewing', 'gone'))
      .map(([of, doing]) => ({ kind: 'staff_signal', nth: of, doing }) as const),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(nth, fc.integer({ min: 1, max: 12 }))
      .map(([of, publicSeq]) => ({ kind: 'staff_seen', nth: of, publicSeq }) as const),
  },
  fc.tuple(line, nth).map(([one, of]) => ({ kind: 'malformed', line: one, nth: of }) as const),
  fc.tuple(line, fc.nat(12)).map(([one, seq]) => ({ kind: 'reconnect', line: one, seq }) as const),
  account.map((one) => ({ kind: 'help', account: one }) as const),
  fc.constant({ kind: 'shown' } as const),
  fc.constant({ kind: 'shard_reconnect' } as const),
  fc
    .tuple(account, fc.oneof(fc.constant(playerRights), fc.subarray(unqueued)))
    .map(([one, held]) => ({ kind: 'rights', account: one, rights: held }) as const),
  fc.boolean().map((on) => ({ kind: 'auto_archive', on }) as const),
);

const note: fc.Arbitrary<Note> = fc.record({
  nth,
  priority: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...priorities) },
  ),
  when: fc.oneof(
    fc.constantFrom<'before' | 'after'>('before', 'after'),
    fc.integer({ min: 1, max: 3 }),
  ),
});

/** Two tickets, and who watches them from the beginning. */
const beginning: readonly Action[] = [
  { kind: 'command', line: 'phone', nth: 0, command: opening('Help') },
  { kind: 'help', account: '2' },
  ...lineNames.flatMap((one): Action[] => [
    { kind: 'watch', line: one, w: 0, what: ticketWatch(0) },
    { kind: 'watch', line: one, w: 1, what: ticketWatch(1) },
    { kind: 'watch', line: one, w: 2, what: { on: 'mine', list: 'active' } },
    { kind: 'watch', line: one, w: 3, what: { on: 'mine', list: 'closed' } },
    { kind: 'watch', line: one, w: 4, what: { on: 'seen' } },
  ]),
  { kind: 'staff_watch', nth: 0 },
  { kind: 'staff_watch', nth: 1 },
];

export const steps: fc.Arbitrary<Step[]> = fc
  .array(fc.record({ action, notes: fc.array(note, { maxLength: 3 }) }), {
    minLength: 10,
    maxLength: 60,
    size: 'max',
  })
  .map((rest) => [...beginning.map((one) => ({ action: one, notes: [] })), ...rest]);

function ticketWatch(of: number): Watched {
  return { on: 'ticket', nth: of, as: 'public', epoch: 'epoch-1' };
}

function opening(text: string): CommandBody {
  return { kind: 'open', category: 'Bug', body: text };
}
