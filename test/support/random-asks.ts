import fc from 'fast-check';
import { rights, type Right } from '../../protocol/permissions.ts';
import { priorities, type Side, type Surface } from '../../protocol/ticket.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { playerRights, supportRights } from './given.ts';
import { texts, type Asked, type Env } from './ticket-model-world.ts';

/** Anything that anybody may ask of a ticket, and anything that may change around it. */

export const players = ['11', '12', '13'] as const;
export const staff = ['21', '22', '23'] as const;
/** As many as no ticket takes. */
const crowd = Array.from({ length: 201 }, (_, i) => String(1_000 + i));

/** Everybody has what is usual, and one what both sides have, until something changes. */
export function freshEnv(): Env {
  const env: Env = {
    now: 1_000,
    autoArchive: false,
    rights: new Map(),
    playing: new Map([['11', '111']]),
    factions: new Map([
      ['guard', { name: 'The Guard', members: ['11', '12'] }],
      ['crowd', { name: 'The Crowd', members: crowd }],
    ]),
  };
  for (const account of [...players, ...crowd]) env.rights.set(account, playerRights);
  for (const account of staff) env.rights.set(account, supportRights);
  env.rights.set('23', [...playerRights, ...supportRights]);
  return env;
}

const account = fc.constantFrom(...players, ...staff);
const anyAccount = fc.constantFrom(...players, ...staff, '99');
const raw = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...texts.slice(0, 4).map((text) => text.raw)) },
  fc.constantFrom(...texts.map((text) => text.raw)),
);
const subject = fc.option(raw, { nil: undefined });
const as = fc.constantFrom<Side | undefined>(undefined, undefined, 'player', 'support');

const command: fc.Arbitrary<CommandBody> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom('assign_to_me', 'unassign', 'close', 'archive', 'reopen')
      .map((kind) => ({ kind }) as const),
  },
  { weight: 3, arbitrary: raw.map((body) => ({ kind: 'post_message', body }) as const) },
  { weight: 2, arbitrary: raw.map((body) => ({ kind: 'post_note', body }) as const) },
  raw.map((text) => ({ kind: 'edit_subject', subject: text }) as const),
  {
    weight: 2,
    arbitrary: fc
      .tuple(anyAccount, fc.constantFrom(undefined, null, ...staff))
      .map(([to, expected]): CommandBody => {
        return expected === undefined ? { kind: 'assign', to } : { kind: 'assign', to, expected };
      }),
  },
  fc.constantFrom('open', 'in_progress').map((to) => ({ kind: 'set_status', to }) as const),
  fc.constantFrom(...priorities).map((to) => ({ kind: 'set_priority', to }) as const),
  fc
    .array(anyAccount, { maxLength: 3 })
    .map((accounts) => ({ kind: 'add_participants', accounts }) as const),
  fc
    .constantFrom('guard', 'guard', 'crowd', 'none')
    .map((faction) => ({ kind: 'add_faction', faction }) as const),
  anyAccount.map((one) => ({ kind: 'remove_participant', account: one }) as const),
);

const opening: fc.Arbitrary<CommandBody> = fc
  .record({
    category: fc.constantFrom('Bug', ' qUESTION ', 'Bug', 'Nothing'),
    subject,
    body: subject,
    participants: fc.option(fc.array(anyAccount, { maxLength: 2 }), { nil: undefined }),
  })
  .map((fields) => present({ kind: 'open', ...fields }));

const asked = (what: fc.Arbitrary<CommandBody>): fc.Arbitrary<Asked> =>
  fc
    .record({
      account,
      as,
      surface: fc.constantFrom<Surface>('web', 'game', 'http'),
      command: what,
    })
    .map((fields) => present(fields));

export const ask: fc.Arbitrary<Asked> = asked(command);

/** Openings that mostly succeed, from the game now and then. */
export const open: fc.Arbitrary<Asked> = fc
  .tuple(
    fc.oneof(
      asked(opening),
      account.map((one): Asked => ({
        account: one,
        surface: 'web',
        command: { kind: 'open', category: 'Bug', subject: 'Where?', body: 'two\nlines' },
      })),
    ),
    fc.boolean(),
  )
  .map(([one, inGame]) =>
    inGame ? { ...one, from: { shard: 'north', location: { map: 1, x: 2, y: 3, z: -4 } } } : one,
  );

/** Something around the tickets changes. */
export type Shift = (env: Env) => void;

const someRights: fc.Arbitrary<readonly Right[]> = fc.oneof(
  fc.constantFrom(playerRights, supportRights, [...playerRights, ...supportRights], rights, []),
  fc.subarray([...rights]),
);

export const shift: fc.Arbitrary<Shift> = fc.oneof(
  fc.tuple(account, someRights).map(([one, held]) => (env: Env) => {
    env.rights.set(one, held);
  }),
  fc.boolean().map((on) => (env: Env) => {
    env.autoArchive = on;
  }),
  fc.constantFrom(...players, ...staff).map((one) => (env: Env) => {
    if (!env.playing.delete(one)) env.playing.set(one, `${one}1`);
  }),
  fc.array(anyAccount, { maxLength: 3 }).map((members) => (env: Env) => {
    env.factions.set('guard', { name: 'The Guard', members });
  }),
  account.map((one) => (env: Env) => {
    if (!env.rights.delete(one)) env.rights.set(one, playerRights);
  }),
);

/** The same without the fields that are undefined, which the wire does not know. */
function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
