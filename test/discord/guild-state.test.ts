import { Alerts } from '../../actors/discord/alerts/alerts.ts';
import { GuildState } from '../../actors/discord/guild/guild-state.ts';
import type { DiscordPort } from '../../actors/discord/port/port.ts';
import type { GuildSeen } from '../../actors/discord/port/shapes.ts';
import { assert, suite } from '../support/suite.ts';
import { HandClock } from './stage.ts';

const test = suite('the guild as it was fetched last');

/** A guild whose fetches succeed, and what follows them, which fails as often as is told. */
function stage(fails: { seen?: number; refreshed?: number }) {
  const clock = new HandClock();
  const left = { seen: 0, refreshed: 0, ...fails };
  const faults: unknown[] = [];
  const happened: string[] = [];
  const step = (name: 'seen' | 'refreshed') => async (): Promise<void> => {
    happened.push(name);
    if (left[name]-- > 0) throw new Error(`${name} failed`);
  };
  const fetched = async () => ({ kind: 'done' as const, value: {} as GuildSeen });
  const state = new GuildState({
    port: { guild: fetched } as unknown as DiscordPort,
    clock,
    alerts: new Alerts(() => {}),
    guild: () => 'one',
    seen: step('seen'),
    refreshed: step('refreshed'),
    onFault: (error) => faults.push((error as Error).message),
  });
  state.connected('bot');
  return { clock, faults, happened, state };
}

async function ring(clock: HandClock): Promise<void> {
  clock.time = clock.next!;
  clock.ring();
  await new Promise((resolve) => setImmediate(resolve));
}

// [K191] When what follows a fetch of the guild fails, that is told, and the guild is fetched again
// after a pause: nothing of Discord stays out of sight for good.
test('[K191] when what follows a fetch of the guild fails, the guild is fetched again after a pause', async () => {
  const { clock, faults, happened, state } = stage({ seen: 2 });
  await state.refresh();
  assert.equal(happened, ['seen', 'refreshed']);
  await ring(clock);
  await ring(clock);
  assert.equal(faults, ['seen failed', 'seen failed']);
  assert.is(happened.filter((one) => one === 'seen').length, 3);
  assert.is(clock.next, undefined, 'nothing is waited for any more');
});

test('[K191] so it is when what begins after a refresh fails', async () => {
  const { clock, faults, happened, state } = stage({ refreshed: 1 });
  await state.refresh();
  assert.equal(faults, ['refreshed failed']);
  await ring(clock);
  assert.equal(happened, ['seen', 'refreshed', 'seen', 'refreshed']);
});
