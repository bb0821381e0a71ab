import * as fc from 'fast-check';
import type { OverwriteSeen } from '../../actors/discord/port/shapes.ts';
import { assert, suite } from '../support/suite.ts';
import { Stage } from './stage.ts';

const test = suite('discord comes to rest', { limit_ms: 120_000 });

const everyone = '100000000000000001';
const bot = '100000000000000002';
const staff = '100000000000000009';
const sailors = '100000000000000008';
const gone = '100000000000000007';
const ana = '200000000000000001';
const ben = '200000000000000002';

/** Any of these may be set as any role, even if that makes no sense. */
const role = fc.constantFrom(null, everyone, bot, staff, sailors, gone, ana, 'own');
const overwrite: fc.Arbitrary<OverwriteSeen> = fc
  .tuple(
    fc.constantFrom(everyone, bot, staff, sailors, ana, ben),
    fc.constantFrom('hidden' as const, 'read', 'write', 'manage', 'other'),
  )
  .map(([target, level]) => {
    const of = [everyone, staff, sailors].includes(target) ? ('role' as const) : 'member';
    const view =
      level === 'hidden' ? ('denied' as const) : level === 'other' ? 'unsaid' : 'allowed';
    return { target, of, level, view };
  });
const overwrites = fc.uniqueArray(overwrite, { selector: ({ target }) => target, maxLength: 6 });

/** Acts of people on Discord. */
const act = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), overwrites, isTold: fc.boolean() }),
  fc.record({ kind: fc.constant('settings' as const), supportRole: role, accessRole: role }),
  fc.record({ kind: fc.constant('role_gone' as const), role: fc.constantFrom(staff, sailors) }),
  fc.record({ kind: fc.constant('leave' as const), user: fc.constantFrom(ana, ben) }),
  fc.record({ kind: fc.constant('join' as const), user: fc.constantFrom(ana, ben) }),
  fc.record({ kind: fc.constant('move' as const) }),
  fc.record({ kind: fc.constant('delete' as const) }),
  fc.record({ kind: fc.constantFrom('say' as const, 'close' as const, 'reopen' as const) }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

async function run(stage: Stage, ticket: string, what: Act): Promise<void> {
  const { discord, world } = stage;
  const [channel] = discord.texts;
  switch (what.kind) {
    case 'set':
      if (channel === undefined) return;
      if (what.isTold) return discord.setByHand(channel.id, what.overwrites);
      channel.overwrites = [...what.overwrites];
      return discord.connect();
    case 'settings': {
      const own = [...discord.roles.keys()].find((id) => ![staff, sailors].includes(id)) ?? null;
      const idOf = (id: string | null) => (id === 'own' ? own : id);
      const { supportRole, accessRole } = what;
      const roles = { supportRole: idOf(supportRole), accessRole: idOf(accessRole) };
      stage.settings = { ...stage.settings, ...roles };
      return stage.bridge.settingsChanged();
    }
    case 'role_gone':
      discord.roles.delete(what.role);
      if (channel !== undefined) {
        discord.setByHand(
          channel.id,
          channel.overwrites.filter(({ target }) => target !== what.role),
        );
      }
      return discord.emit({ kind: 'role_changed', guild: discord.id });
    case 'leave':
      discord.members.delete(what.user);
      return discord.emit({ kind: 'member_left', guild: discord.id, user: what.user });
    case 'join': {
      discord.join(what.user);
      const member = discord.members.get(what.user)!;
      return discord.emit({ kind: 'member_changed', guild: discord.id, member });
    }
    case 'move':
      if (channel === undefined) return;
      channel.category = discord.category();
      return discord.connect();
    case 'delete':
      if (channel !== undefined) await discord.deleteChannel(channel.id);
      return;
    case 'say':
      await world.post(world.player, ticket, 'words');
      return;
    case 'close':
      await world.do(world.staff, ticket, { kind: 'close' });
      return;
    case 'reopen':
      await world.do(world.staff, ticket, { kind: 'reopen' });
  }
}

test('[K168] from whatever stands on Discord the bridge comes to rest, with each channel for those alone who may be in it', async () => {
  let acts = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (all) => {
      const stage = new Stage();
      const { world, discord } = stage;
      for (const id of [staff, sailors]) discord.roles.set(id, id);
      await stage.start();
      const { ticket } = await world.opened(world.player, 'help');
      await stage.settle();
      for (const what of all) {
        acts += 1;
        await run(stage, ticket, what);
        await stage.settle();
      }
      await world.do(world.staff, ticket, { kind: 'reopen' });
      await stage.pass(15 * 60_000);
      const calls = discord.calls.length;
      await stage.pass(15 * 60_000);
      // Looks for missed events are no changes.
      const more = discord.calls.slice(calls).filter((call) => call !== 'guild');
      assert.equal(more, [], 'nothing is left to do');
      const { supportRole, accessRole } = stage.settings;
      const levels = stage.levels();
      assert.is(levels[everyone], 'hidden');
      assert.is(levels[bot], 'manage');
      if (discord.members.has(ana)) assert.is(levels[ana], 'write');
      const isStaff = supportRole === staff && accessRole !== staff && discord.roles.has(staff);
      if (isStaff) assert.is(levels[staff], 'write');
      await stage.bridge.stop();
    }),
    { numRuns: 150 },
  );
  assert.ok(acts > 300, `it did something: ${acts}`);
});
