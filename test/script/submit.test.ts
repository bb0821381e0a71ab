import type { ScriptResult } from '../../actors/shard/script/messages.ts';
import { assert, suite } from '../support/suite.ts';
import { byHand, closeStages, Stage } from './stage.ts';

const test = suite('help_tickets.submit');
test.after.each(closeStages);

const submitting = `function on_help_request(s, c)
  print(s, help_tickets.submit(s, 'Question', ' my text '))
end `;

test('[L34] a submission waits for the server while others go on, and returns true and the number', async () => {
  const stage = await Stage.open(submitting);
  const server = byHand<ScriptResult>();
  stage.answer = (call) =>
    call.session === 1 ? server.promise : Promise.resolve({ ok: true, value: 8 });
  const first = stage.help(1, 'command-1');
  await stage.until(() => stage.calls.length === 1);
  assert.equal(await stage.help(2), { kind: 'ran' });
  assert.equal(stage.printed, ['2\ttrue\t8']);
  server.settle({ ok: true, value: 4 });
  assert.equal(await first, { kind: 'ran' });
  assert.equal(stage.printed, ['2\ttrue\t8', '1\ttrue\t4']);
  assert.equal(stage.calls[0], {
    kind: 'submit',
    session: 1,
    category: 'Question',
    message: 'my text',
    origin: 'command-1',
    ordinal: 0,
  });
});

test('[L35] a refusal is false and the reason, and so is a server that fails', async () => {
  const stage = await Stage.open(submitting);
  stage.answer = async () => ({ ok: false, reason: 'not today' });
  await stage.help();
  stage.answer = async () => {
    throw new Error('disk');
  };
  await stage.help();
  assert.equal(stage.printed, ['1\tfalse\tnot today', '1\tfalse\tthe server could not do it']);
  assert.match(stage.errors[0]!.text, /what a script asked for failed \(submit\): disk/);
});

test('[L36] the calls of a handler carry its command and count from 0, also inside pcall and loops', async () => {
  const stage = await Stage.open(`function on_help_request(s)
    for i = 1, 3 do print(pcall(help_tickets.submit, s, ' bUG ', 'text ' .. i)) end
  end`);
  await stage.help(1, 'the-command');
  assert.equal(stage.printed, ['true\ttrue\t100', 'true\ttrue\t100', 'true\ttrue\t100']);
  assert.equal(
    stage.submits.map((call) => [call.origin, call.ordinal, call.category, call.message]),
    [
      ['the-command', 0, 'Bug', 'text 1'],
      ['the-command', 1, 'Bug', 'text 2'],
      ['the-command', 2, 'Bug', 'text 3'],
    ],
  );
});

test('[L37] what cannot succeed is false and a reason without asking the server', async () => {
  const stage = await Stage.open(`function on_help_request(s)
    local submit = help_tickets.submit
    print(submit(0, 'Bug', 'x')) print(submit(-1, 'Bug', 'x')) print(submit(9, 'Bug', 'x')) print(submit(nil, 'Bug', 'x'))
    print(submit(3, 'Bug', 'x'))
    print(submit(s, ' ', 'x')) print(submit(s, nil, 'x')) print(submit(s, 'Party', 'x'))
    print(submit(s, 'Bug', ' \\n\\t ')) print(submit(s, 'Bug')) print(submit(s, 'Bug', ('x'):rep(20001))) print(submit(s, 'Bug', 'a\\0b'))
  end`);
  stage.host.sessionOpened(3, null);
  assert.equal(await stage.help(), { kind: 'ran' });
  const dead = 'false\tthe session is not live';
  const malformed = 'false\tthe message is too long or malformed';
  assert.equal(stage.printed, [
    dead,
    dead,
    dead,
    dead,
    'false\tthe session has no character',
    'false\tthe category is blank',
    'false\tthe category is blank',
    'false\tthere is no such category',
    'false\tthe message is blank',
    'false\tthe message is blank',
    malformed,
    malformed,
  ]);
  assert.equal(stage.calls, []);
});

test('[L38] where a script cannot wait, submit is an error that says so', async () => {
  const stage = await Stage.open({
    'help.lua': `
      print(pcall(help_tickets.submit, 1, 'Bug', 'x'))
      function on_help_request(s)
        local function submit() return help_tickets.submit(s, 'Bug', 'x') end
        print(pcall(table.sort, {2, 1, 3}, submit))
        print(pcall(string.gsub, 'a', 'a', submit))
        print(coroutine.resume(coroutine.create(submit)))
        print(pcall(require, 'late'))
        print(submit())
      end`,
    'late.lua': `help_tickets.submit(1, 'Bug', 'x')`,
  });
  assert.equal(await stage.help(), { kind: 'ran' });
  for (const line of stage.printed.slice(0, 5)) {
    assert.match(line, /^false\t.*help_tickets\.submit waits for the server: that is not possible/);
  }
  assert.equal(stage.printed[5], 'true\t100');
  assert.is(stage.calls.length, 1);
});

test('[L39] a handler that yields to nobody is ended as failed', async () => {
  const stage = await Stage.open('function on_help_request() coroutine.yield() print("no") end');
  const outcome = await stage.help();
  assert.is(outcome.kind, 'failed');
  assert.equal(stage.printed, []);
});

test('[L40] the time in which a handler waits does not count as running', async () => {
  const stage = await Stage.open(
    `function on_help_request(s) if s == 1 then print(help_tickets.submit(s, 'Bug', 'x')) end end`,
    { bounds: { running_ms_max: 400 } },
  );
  const server = byHand<ScriptResult>();
  stage.answer = () => server.promise;
  const first = stage.help(1);
  await stage.until(() => stage.calls.length === 1);
  const since = performance.now();
  while (performance.now() - since < 600) await stage.help(2);
  server.settle({ ok: true, value: 1 });
  assert.equal(await first, { kind: 'ran' });
});

test('[L41] handlers that wait are bounded: one too many gets false and a reason', async () => {
  const stage = await Stage.open(submitting, { bounds: { suspended_max: 1 } });
  const server = byHand<ScriptResult>();
  stage.answer = () => server.promise;
  const first = stage.help(1);
  await stage.until(() => stage.calls.length === 1);
  assert.equal(await stage.help(2), { kind: 'ran' });
  assert.match(stage.printed[0]!, /^2\tfalse\ttoo many requests are waiting/);
  server.settle({ ok: true, value: 1 });
  await first;
  stage.answer = async () => ({ ok: true, value: 2 });
  await stage.help(2);
  assert.equal(stage.printed.slice(1), ['1\ttrue\t1', '2\ttrue\t2']);
});

test('[L42] an event, which no player caused, opens no ticket', async () => {
  const stage = await Stage.open(
    `function on_ticket_opened(e) print(help_tickets.submit(1, 'Bug', 'again')) end`,
  );
  stage.host.event('ticket_opened', { ticket_id: 1 });
  await stage.until(() => stage.printed.length === 1);
  assert.match(stage.printed[0]!, /^false\t/);
  assert.equal(stage.calls, []);
});

test('[L44] the commands of one handler are bounded, and one too many ends it: a loop opens no flood of tickets', async () => {
  const stage = await Stage.open(
    `function on_help_request(s)
      while true do pcall(help_tickets.submit, s, 'Bug', 'x') end
    end`,
    { bounds: { commands_max: 3 } },
  );
  const outcome = await stage.help(1);
  assert.is(outcome.kind === 'stopped' && outcome.why, 'calls');
  assert.is(stage.calls.length, 3);
  assert.match(stage.errors[0]!.text, /one handler may ask for and show only so much/);
  assert.match(stage.errors[0]!.traceback ?? '', /help\.lua:2/);
});

test('[L121] what one handler asks and shows is bounded: questions, and forms of one session', async () => {
  const stage = await Stage.open(
    `function on_help_request(s)
      if s == 1 then while true do pcall(help_tickets.list, s) end end
      for i = 1, 3 do print(pcall(gump.send, s, gump.create())) end
    end`,
    { bounds: { questions_max: 5, forms_per_session_max: 2 } },
  );
  const asked = await stage.help(1);
  assert.is(asked.kind === 'stopped' && asked.why, 'calls');
  assert.is(stage.calls.length, 5);
  const shown = await stage.help(2);
  assert.is(shown.kind === 'stopped' && shown.why, 'calls');
  assert.is(stage.forms.length, 2);
});
