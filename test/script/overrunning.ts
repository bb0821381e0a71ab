import type { ScriptLimits } from '../../actors/shard/script/script-limits.ts';
import type { HandlerOutcome, StopCause } from '../../actors/shard/script/messages.ts';
import { assert } from '../support/suite.ts';
import { Stage } from './stage.ts';

/** Session 1 runs the code; session 2 has a form open and is fine. */
export async function overrunning(code: string, own: Partial<ScriptLimits> = {}): Promise<Stage> {
  // Only tests of the time itself have little of it: the machine may be slow.
  const bounds = { running_ms_max: 15_000, silence_ms_max: 18_000, ...own };
  const stage = await Stage.open(
    `function on_help_request(s)
      if s == 2 then
        gump.send(s, gump.create():page(), 0, 5)
        return
      end
      ${code}
    end
    gump.on(5, 1, function() print('fine') end)
    function on_form_lost(s, c, answer) print('lost', answer.gump_id) end`,
    { bounds },
  );
  await stage.help(2);
  return stage;
}

export function assertStopped(outcome: HandlerOutcome, why: StopCause): void {
  assert.is(outcome.kind, 'stopped', JSON.stringify(outcome));
  if (outcome.kind !== 'stopped') return;
  assert.is(outcome.why, why, outcome.traceback);
  assert.match(outcome.traceback, /stack traceback:\n\t.*help\.lua:/s);
}

/** Others have lost nothing by it. */
export async function assertOthersGoOn(stage: Stage): Promise<void> {
  assert.equal(stage.closed, []);
  assert.equal(await stage.press(5, 1, { session: 2 }), { kind: 'ran' });
  assert.equal(stage.printed, ['fine']);
}

/** The state was thrown away with the forms it had shown, and there is a new one. */
export async function assertStateReplaced(stage: Stage): Promise<void> {
  await stage.until(() => stage.closed.length > 0);
  assert.equal(stage.closed, ['replaced']);
  assert.equal(await stage.lose(5, 1, { session: 2 }), { kind: 'ran' });
  assert.equal(stage.printed, ['lost\t5']);
}
