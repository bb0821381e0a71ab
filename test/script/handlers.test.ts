import { assert, suite } from '../support/suite.ts';
import type { SubmitResult } from '../../actors/shard/script/messages.ts';
import { byHand, closeStages, Stage } from './stage.ts';

const test = suite('handlers');
test.after.each(closeStages);

const showing = (gump: number): string =>
  `function on_help_request(s) gump.send(s, gump.create():page(), 0, ${gump}) end `;

test('[L25] pressing help calls on_help_request with session and character', async () => {
  const stage = await Stage.open(
    'function on_help_request(s, c) print(s, c, math.type(s), math.type(c)) end',
  );
  assert.equal(await stage.help(2), { kind: 'ran' });
  assert.equal(stage.printed, ['2\t22\tinteger\tinteger']);
});

test('[L26] scripts without on_help_request are warned about, and the outcome says so', async () => {
  const stage = await Stage.open('on_help_request = 5');
  assert.equal(await stage.help(), { kind: 'missing' });
  assert.equal(stage.lines, [
    { level: 'warn', text: 'the scripts have no function on_help_request' },
  ]);
});

test('[L27] a handler gets what the player did, with text entries under integer keys', async () => {
  const stage = await Stage.open(
    showing(5) +
      `gump.on(5, 2, function(ctx)
        print(ctx.session_id, ctx.character_id, ctx.gump_id, ctx.button_id, ctx.serial)
        print(#ctx.switches, ctx.switches[1], ctx.switches[2], ctx.text_entries[7], ctx.text_entries[0], ctx.text_entries['7'])
        for key in pairs(ctx.text_entries) do print(math.type(key)) end
      end)`,
  );
  await stage.help();
  const entries = [[7, 'größer 😀'] as const, [0, ''] as const];
  await stage.press(5, 2, { character: null, serial: 1_073_741_825, switches: [8, 9], entries });
  assert.equal(stage.printed, [
    '1\tnil\t5\t2\t1073741825',
    '2\t8\t9\tgrößer 😀\t\tnil',
    'integer',
    'integer',
  ]);
});

test('[L28] gump.on refuses an id of 0 and a missing function, and registering again replaces', async () => {
  const stage = await Stage.open(
    `print(gump.on(0, 1, print), gump.on(1, 0, print), gump.on(1, 1, nil), gump.on(1, 1, print))` +
      showing(1) +
      `gump.on(1, 1, function() print('first') end) gump.on(1, 1, function() print('second') end)`,
  );
  await stage.help();
  await stage.press(1, 1);
  assert.equal(stage.printed, ['false\tfalse\tfalse\ttrue', 'second']);
});

test('[L29] gump.send is false without a builder or for a session that is not live, and has defaults', async () => {
  const stage = await Stage.open(`function on_help_request(s)
    local g = gump.create():page(2)
    print(gump.send(s, nil), gump.send(3, g), gump.send(0, g), gump.send(nil, g))
    print(gump.send(s, g), gump.send(s, g, 9, 8, 7, 6))
  end`);
  await stage.help();
  assert.equal(stage.printed, ['false\tfalse\tfalse\tfalse', 'true\ttrue']);
  const elements = [{ type: 'page', id: 2 }];
  assert.equal(stage.forms, [
    { session: 1, gump: 1, serial: 0, x: 50, y: 50, elements },
    { session: 1, gump: 8, serial: 9, x: 7, y: 6, elements },
  ]);
});

test('[L30] an answer to a form that was not shown to that session, or is answered already, does nothing', async () => {
  const stage = await Stage.open(
    showing(5) + `gump.on(5, 1, function(ctx) print(ctx.session_id) end)`,
  );
  assert.equal(await stage.press(5, 1), { kind: 'missing' });
  await stage.help(1);
  assert.equal(await stage.press(5, 1, { session: 2 }), { kind: 'missing' });
  assert.equal(await stage.press(6, 1), { kind: 'missing' });
  assert.equal(await stage.press(5, 1), { kind: 'ran' });
  assert.equal(await stage.press(5, 1), { kind: 'missing' });
  assert.equal(stage.printed, ['1']);
});

test('[L31] a button without a handler is ignored', async () => {
  const stage = await Stage.open(showing(5) + `gump.on(5, 1, print)`);
  await stage.help();
  assert.equal(await stage.press(5, 2), { kind: 'missing' });
  assert.equal(stage.lines, []);
});

test('[L32] an error is logged with a Lua traceback and harms nothing else', async () => {
  const stage = await Stage.open(`
    local function inner(ctx)
      return ctx.nothing.here
    end
    function on_help_request(s)
      gump.send(s, gump.create(), 0, 5)
    end
    gump.on(5, 1, function(ctx) inner(ctx) print('no') end)
    gump.on(5, 2, function(ctx) error({ code = 1 }) end)
    gump.on(5, 3, function(ctx) print('fine') end)`);
  await stage.help();
  const failed = await stage.press(5, 1);
  assert.is(failed.kind, 'failed');
  const [line] = stage.errors;
  assert.match(
    line!.text,
    /^gump 5 button 1: help\.lua:3: attempt to index a nil value \(field 'nothing'\)/,
  );
  assert.match(
    line!.traceback ?? '',
    /stack traceback:\n\thelp\.lua:3: in upvalue 'inner'\n\thelp\.lua:8: in function <help\.lua:8>/,
  );
  await stage.help();
  await stage.press(5, 2);
  assert.match(stage.errors[1]!.text, /error object is a table value/);
  await stage.help();
  assert.equal(await stage.press(5, 3), { kind: 'ran' });
  assert.equal(stage.printed, ['fine']);
});

test('[L33] events come to the global function of their name, if there is one', async () => {
  const stage = await Stage.open(`
    function on_ticket_opened(e)
      print(e.ticket_id, e.category, e.sender_account_id, e.map_id, e.location and e.location.x)
    end
    function on_message_posted(e) print('posted', e.number) end`);
  const event = {
    category: 'Bug',
    message: 'help',
    sender_character_id: 7,
    sender_account_id: 4_000_000_000,
  };
  stage.host.event('ticket_opened', {
    ...event,
    ticket_id: 1,
    map_id: 0,
    location: { x: 5, y: 6, z: 7 },
  });
  stage.host.event('TicketOpened', { ...event, ticket_id: 2, map_id: null, location: null });
  stage.host.event('ticket_closed', { ticket_id: 3 });
  stage.host.event('message_posted', { number: 4 });
  await stage.until(() => stage.printed.length === 3);
  assert.equal(stage.printed, [
    '1\tBug\t4000000000\t0\t5',
    '2\tBug\t4000000000\tnil\tnil',
    'posted\t4',
  ]);
});

const submitting = `function on_help_request(s, c)
  print(s, help_tickets.submit(s, 'Question', ' my text '))
end `;

test('[L34] a submission waits for the server while others go on, and returns true and the number', async () => {
  const stage = await Stage.open(submitting);
  const server = byHand<SubmitResult>();
  stage.answer = (call) =>
    call.session === 1 ? server.promise : Promise.resolve({ ok: true, number: 8 });
  const first = stage.help(1, 'command-1');
  await stage.until(() => stage.calls.length === 1);
  assert.equal(await stage.help(2), { kind: 'ran' });
  assert.equal(stage.printed, ['2\ttrue\t8']);
  server.settle({ ok: true, number: 4 });
  assert.equal(await first, { kind: 'ran' });
  assert.equal(stage.printed, ['2\ttrue\t8', '1\ttrue\t4']);
  assert.equal(stage.calls[0], {
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
  assert.match(stage.errors[0]!.text, /help_tickets\.submit failed: disk/);
});

test('[L36] the calls of a handler carry its command and count from 0, also inside pcall and loops', async () => {
  const stage = await Stage.open(`function on_help_request(s)
    for i = 1, 3 do print(pcall(help_tickets.submit, s, ' bUG ', 'text ' .. i)) end
  end`);
  await stage.help(1, 'the-command');
  assert.equal(stage.printed, ['true\ttrue\t100', 'true\ttrue\t100', 'true\ttrue\t100']);
  assert.equal(
    stage.calls.map((call) => [call.origin, call.ordinal, call.category, call.message]),
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
  const server = byHand<SubmitResult>();
  stage.answer = () => server.promise;
  const first = stage.help(1);
  await stage.until(() => stage.calls.length === 1);
  const since = performance.now();
  while (performance.now() - since < 600) await stage.help(2);
  server.settle({ ok: true, number: 1 });
  assert.equal(await first, { kind: 'ran' });
});

test('[L41] handlers that wait are bounded: one too many gets false and a reason', async () => {
  const stage = await Stage.open(submitting, { bounds: { suspended_max: 1 } });
  const server = byHand<SubmitResult>();
  stage.answer = () => server.promise;
  const first = stage.help(1);
  await stage.until(() => stage.calls.length === 1);
  assert.equal(await stage.help(2), { kind: 'ran' });
  assert.match(stage.printed[0]!, /^2\tfalse\ttoo many requests are waiting/);
  server.settle({ ok: true, number: 1 });
  await first;
  stage.answer = async () => ({ ok: true, number: 2 });
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

test('[L43] a session that ended can be shown nothing, and its open forms are forgotten', async () => {
  const stage = await Stage.open(
    showing(5) +
      `gump.on(5, 1, function() print(gump.send(2, gump.create()), gump.send(1, gump.create())) end)`,
  );
  await stage.help(1);
  await stage.help(2);
  stage.host.sessionClosed(2);
  assert.equal(await stage.press(5, 1, { session: 2 }), { kind: 'missing' });
  await stage.press(5, 1);
  assert.equal(stage.printed, ['false\ttrue']);
});
