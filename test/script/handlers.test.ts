import { assert, suite } from '../support/suite.ts';
import { closeStages, Stage } from './stage.ts';

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

test('[L30] every answer goes to the handler of its form and button, and to no other', async () => {
  const stage = await Stage.open(
    `function on_help_request(s) gump.send(s, gump.create(), 0, 5) gump.send(s, gump.create(), 0, 5) end
    gump.on(5, 1, function(ctx) print(ctx.session_id, ctx.text_entries[1]) end)
    gump.on(6, 1, function() print('six') end)`,
  );
  await stage.help(1);
  assert.equal(await stage.press(5, 1, { entries: [[1, 'first']] }), { kind: 'ran' });
  assert.equal(await stage.press(5, 1, { entries: [[1, 'second']] }), { kind: 'ran' });
  assert.equal(stage.printed, ['1\tfirst', '1\tsecond']);
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

// [L43] A session that ended can be shown nothing, and its open forms are forgotten.
test('[L43] a session that ended can be shown nothing', async () => {
  const stage = await Stage.open(
    showing(5) +
      `gump.on(5, 1, function() print(gump.send(2, gump.create()), gump.send(1, gump.create())) end)`,
  );
  await stage.help(1);
  await stage.help(2);
  stage.host.sessionClosed(2);
  await stage.press(5, 1);
  assert.equal(stage.printed, ['false\ttrue']);
  const shown = stage.forms.length;
  const helped = stage.help(1);
  stage.host.sessionClosed(1);
  assert.equal(await helped, { kind: 'ran' });
  assert.is(stage.forms.length, shown, 'a form on its way to a session that ended');
});

const whole: readonly (readonly [code: string, printed: string])[] = [
  [
    '0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, -0xFFFFFFFF',
    '4294967295\t2147483647\t2147483648\t-4294967295',
  ],
  ['0xFFFFFFFF == 4294967295, math.type(0xFF)', 'true\tinteger'],
  [
    "tonumber('0xFFFFFFFF'), tonumber('ffffffff', 16), tonumber('-zz', 36)",
    '4294967295\t4294967295\t-1295',
  ],
  [
    "('%d %5d|%-14d|%015d'):format(1764367200123, 7, 1764367200123, 1764367200123)",
    '1764367200123     7|1764367200123 |001764367200123',
  ],
  [
    "('%i%% %x %X %s'):format('4294967296', 0xFFFFFFFF, 4026531840, 0xFFFFFFFF)",
    '4294967296% ffffffff F0000000 4294967295',
  ],
  [
    '5 & 0xFFFFFFFF, -1 & 0xFFFFFFFF, 0x80000000 | 1, 3 ~ 0xFFFFFFFF',
    '5\t4294967295\t2147483649\t4294967292',
  ],
  ['0xFFFFFFFF >> 4, 0xF0000000 << 4, ~0xFFFFFFFF', '268435455\t64424509440\t-4294967296'],
  [
    "select('#', pcall(string.format, '%d', 1.5)), pcall(function() return 1.5 & 1 end)",
    '2\tfalse\thelp.lua:1: number has no integer representation',
  ],
];

test('[L156] whole numbers beyond 32 bits are read, formatted and masked as whole numbers', async () => {
  for (const [code, printed] of whole) {
    const stage = await Stage.open(`print(${code})`);
    assert.equal(stage.printed, [printed], code);
  }
});
