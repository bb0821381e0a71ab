import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { messagesIn } from '../support/house.ts';
import { assert, suite } from '../support/suite.ts';
import { play } from './play.ts';
import { steps } from './steps.ts';

const test = suite('names of support', { limit_ms: 120_000 });
const staff = '9';
const aliases = [null, 'Support'] as const;

const accountFields: readonly string[] = ['account', 'assignedToAccountId'];

/** What came, as objects; of the HTTP API, the bodies. */
function objectsIn(who: string, sent: Buffer): unknown {
  if (who !== 'http') return messagesIn(sent);
  const bodies = sent.toString('utf8').split('\n');
  return bodies.flatMap((one) => (/^[[{]/u.test(one) ? [JSON.parse(one) as unknown] : []));
}

/** Whether an account of this number is named anywhere in it. */
function names(told: unknown, account: string): boolean {
  if (typeof told !== 'object' || told === null) return false;
  return Object.entries(told).some(
    ([field, value]) =>
      (accountFields.includes(field) && value === account) || names(value, account),
  );
}

test('[G41] whatever a player does, neither name nor number of whoever answers them reaches them under an alias', async () => {
  let named = 0;
  let aliased = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      for (const alias of aliases) {
        const name = `canary-${randomBytes(12).toString('hex')}`;
        const { left } = await play(list, undefined, { name, staffName: () => alias });
        for (const [i, step] of left.entries()) {
          for (const [who, sent] of step) {
            // The scripts of the operator are on the side of support.
            if (who === 'script') continue;
            const tells = sent.includes(name) || names(objectsIn(who, sent), staff);
            if (alias === null) named += Number(tells);
            else assert.not(tells, `step ${i}, ${who}`);
            if (alias !== null && sent.includes(alias)) aliased += 1;
          }
        }
      }
    }),
    { numRuns: 25 },
  );
  assert.ok(named > 100 && aliased > 100, `${named} with the name, ${aliased} with the alias`);
});
