import fc from 'fast-check';
import { ask, open, players, shift, staff, type Shift } from '../support/random-asks.ts';
import type { Asked } from '../support/ticket-model-world.ts';
import { sent, type Sent } from '../support/ticket-service-model.ts';

export const accounts = [...players, ...staff];

export type Step =
  /** All of them at once, each over the socket of its account. */
  | { readonly kind: 'send'; readonly all: readonly Sent[] }
  | { readonly kind: 'shift'; readonly shift: Shift }
  | { readonly kind: 'reconnect'; readonly account: string; readonly half: number };

/** As it comes over a socket: nobody says where they are or what they play. */
const overSocket = ({ account, as, command }: Asked): Asked => {
  return { account, surface: 'web', command, ...(as === undefined ? {} : { as }) };
};

export const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(sent(open.map(overSocket)), { minLength: 2, maxLength: 4 }),
    fc.array(
      fc.oneof(
        {
          weight: 6,
          arbitrary: fc
            .array(
              fc.oneof(
                { weight: 12, arbitrary: sent(ask.map(overSocket)) },
                sent(open.map(overSocket)),
              ),
              { maxLength: 12 },
            )
            .map((all): Step => ({ kind: 'send', all })),
        },
        { weight: 3, arbitrary: shift.map((one): Step => ({ kind: 'shift', shift: one })) },
        {
          weight: 1,
          arbitrary: fc
            .tuple(fc.constantFrom(...accounts), fc.nat(1))
            .map(([account, half]): Step => ({ kind: 'reconnect', account, half })),
        },
      ),
      { maxLength: 12, size: 'max' },
    ),
  )
  .map(([openings, rest]) => [{ kind: 'send', all: openings }, ...rest]);
