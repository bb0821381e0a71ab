import { toGump } from '../../clients/shard/gump.ts';
import { form_elements_max, form_text_chars_max } from '../../protocol/form.ts';
import { assert, suite } from '../support/suite.ts';
import { closeStages, Stage } from './stage.ts';

const test = suite('calls of gump.send_layout');
test.after.each(closeStages);

// [L103] An unknown type, a layout without ui, or no layout at all make gump.send_layout false.
test('[L103] an unknown type, a layout without ui, or no layout at all make it false', async () => {
  const stage = await Stage.open(`function on_help_request(s)
    print(gump.send_layout(s, { ui = { { type = 'banner' } } }))
    print(gump.send_layout(s, { ui = { { x = 1 } } }))
    print(gump.send_layout(s, { ui = { { type = 5 } } }))
    print(gump.send_layout(s, { ui = { 'page' } }))
    print(gump.send_layout(s, {}), gump.send_layout(s, { ui = 5 }))
    print(gump.send_layout(s, nil), gump.send_layout(s), gump.send_layout(s, 'layout'))
    print(gump.send_layout(9, { ui = {} }), gump.send_layout(nil, { ui = {} }))
    print(gump.send_layout(s, { ui = { { type = 'toString' } } }))
    print(gump.send_layout(s, { ui = { { type = '__proto__' } } }))
  end`);
  assert.equal(await stage.help(), { kind: 'ran' });
  assert.is(stage.printed.join(' ').replaceAll(/false|\s/gu, ''), '');
  assert.equal(stage.forms, []);
});

test('[L104] elements of a layout are walked until the first nil, and the form goes where the arguments say', async () => {
  const stage = await Stage.open(`function on_help_request(s)
    local ui = { { type = 'page' }, { type = 'page', index = 1 } }
    ui[4] = { type = 'banner' }
    print(gump.send_layout(s, { ui = ui }))
    print(gump.send_layout(s, { ui = ui }, 9, 8, 7, 6))
  end`);
  await stage.help();
  const elements = [
    { type: 'page', id: 0 },
    { type: 'page', id: 1 },
  ];
  assert.equal(stage.forms, [
    { session: 1, gump: 1, serial: 0, x: 50, y: 50, elements },
    { session: 1, gump: 8, serial: 9, x: 7, y: 6, elements },
  ]);
  assert.equal(stage.printed, ['true', 'true']);
});

test('[L107] a layout that is not sent registers nothing, and sending again replaces', async () => {
  const layout = (name: string, more = ''): string => `{
    handlers = { go = function(ctx) print('${name}', ctx.session_id, ctx.button_id) end },
    ui = { { type = 'button', id = 2, x = 0, y = 0, normal_id = 0, pressed_id = 0, onclick = 'go' }${more} } }`;
  const stage = await Stage.open(`function on_help_request(s)
    print(gump.send_layout(s, ${layout('bad', ", { type = 'banner' }")}, 0, 5))
    print(gump.send_layout(9, ${layout('bad')}, 0, 5))
    if s == 2 then print(gump.send_layout(s, ${layout('first')}, 0, 5)) end
    if s == 2 then print(gump.send_layout(s, ${layout('second')}, 0, 5)) end
  end`);
  await stage.help(1);
  assert.equal(await stage.press(5, 2), { kind: 'missing' });
  await stage.help(2);
  await stage.press(5, 2, { session: 2 });
  assert.equal(stage.printed, ['false', 'false', 'false', 'false', 'true', 'true', 'second\t2\t2']);
});

test('[L108] $ctx.KEY in texts is replaced from the context, and what is no text is left as it stands', async () => {
  const stage = await Stage.open(`function on_help_request(s)
    local ui = {
      { type = 'label', x = 0, y = 0, hue = 0, text = 'Dear $ctx.name, $ctx.name!' },
      { type = 'html', x = 0, y = 0, width = 1, height = 1, text = '$ctx.whole $ctx.half $ctx.float $ctx.yes $ctx.no' },
      { type = 'label_cropped', x = 0, y = 0, width = 1, height = 1, hue = 0, text = '$ctx.list $ctx.missing $ctx. $ctx' },
      { type = 'text_entry', x = 0, y = 0, width = 1, height = 1, hue = 0, entry_id = 1, text = '[$ctx.under_score1]' },
      { type = 'label', x = 0, y = 0, hue = 0, text = '$ctx.dollar' },
    }
    local context = { name = 'Ána $& <b>', whole = 12, half = 2.5, float = 3.0, yes = true, no = false, list = {},
      under_score1 = 'x', dollar = '$ctx.name' }
    print(gump.send_layout(s, { ui = ui }, 0, 1, 0, 0, context))
    print(gump.send_layout(s, { ui = ui }, 0, 1, 0, 0))
  end`);
  await stage.help();
  const [filled, plain] = stage.forms.map((form) => toGump(form).texts);
  assert.equal(filled, [
    'Dear Ána $& <b>, Ána $& <b>!',
    '12 2.5 3 true false',
    '$ctx.list $ctx.missing $ctx. $ctx',
    '[x]',
    '$ctx.name',
  ]);
  assert.is(plain![0], 'Dear $ctx.name, $ctx.name!');
});

// [L109] A layout is bounded as a built form is, and what is too much is false.
test('[L109] a layout is bounded as a built form is, and what is too much is false', async () => {
  const stage = await Stage.open(`function on_help_request(s)
    local many = {}
    for i = 1, ${form_elements_max} do many[i] = { type = 'page' } end
    print(gump.send_layout(s, { ui = many }))
    many[#many + 1] = { type = 'page' }
    print(gump.send_layout(s, { ui = many }))
    local function text(of, context)
      local one = { type = 'label', x = 0, y = 0, hue = 0, text = of }
      return gump.send_layout(s, { ui = { one } }, 0, 1, 0, 0, context)
    end
    print(text(('x'):rep(${form_text_chars_max})), text(('x'):rep(${form_text_chars_max + 1})))
    print(text(('$ctx.a'):rep(2000), { a = ('x'):rep(1000000) }))
    print(text('a\\0b\\1'))
  end`);
  assert.equal(await stage.help(), { kind: 'ran' });
  assert.equal(stage.printed, ['true', 'false', 'true\tfalse', 'false', 'true']);
  assert.equal(toGump(stage.forms.at(-1)!).texts, ['ab']);
});

test('[L109] a loop of layouts that are refused ends by its instructions, and harms nobody', async () => {
  const stage = await Stage.open(`function on_help_request(s)
    local ui = {}
    for i = 1, 512 do ui[i] = { type = 'page' } end
    ui[512] = { type = 'banner' }
    while true do gump.send_layout(s, { ui = ui }) end
  end`);
  const outcome = await stage.help();
  assert.is(outcome.kind === 'stopped' && outcome.why, 'instructions');
  assert.equal(stage.closed, []);
});
