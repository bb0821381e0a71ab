-- The forms of the help script. Nothing is remembered between two of them: what a form needs to know
-- is in its own number and in its text entry, so that it can be made again after a restart.

local categories = {
  { name = 'Question', label = 'A question' },
  { name = 'Stuck', label = 'My character is stuck' },
  { name = 'Bug', label = 'Something does not work' },
  { name = 'Account', label = 'My account' },
  { name = 'Suggestion', label = 'A suggestion' },
  { name = 'Other', label = 'Something else' },
  { name = 'VerbalHarassment', label = 'Somebody insults me' },
  { name = 'PhysicalHarassment', label = 'Somebody harasses my character' },
}

local CATEGORIES_FORM = 46000
local DONE_FORM = 46100
local SEND, BACK = 1, 2
local TEXT = 1
local TEXT_CHARS_MAX = 400

local FRAME, PAPER = 9200, 9350
local ARROW, ARROW_DOWN = 4005, 4007
local OK, OK_DOWN = 4023, 4025
local LEFT, LEFT_DOWN = 4014, 4016
local CANCEL, CANCEL_DOWN = 4017, 4019
local BLACK, RED = 0, 33

local help = {}

-- One form a category, so that the answer to a forgotten one still says which it was.
local function text_form_of(category)
  return CATEGORIES_FORM + category
end

local function trim(text)
  return (text or ''):match('^%s*(.-)%s*$')
end

local function typed(ctx)
  return trim(ctx.text_entries[TEXT])
end

local function start(height, title)
  local form = gump.create()
  form:page(0)
  form:resize_pic(0, 0, FRAME, 460, height)
  form:html(20, 18, 420, 22, '<CENTER><BIG>' .. title .. '</BIG></CENTER>', false, false)
  return form
end

local function text_line(form, y, text)
  form:resize_pic(20, y, PAPER, 420, 34)
  form:text_entry_limited(28, y + 7, 404, 20, BLACK, TEXT, text, TEXT_CHARS_MAX)
end

-- Angle brackets would be read as markup.
local function words(form, y, height, text)
  form:html(20, y, 420, height, (text:gsub('[<>]', '')), false, false)
end

-- A text that was begun goes along, so that a player who changes the category keeps it.
function help.offer_categories(session_id, text)
  local form = start(text == '' and 320 or 390, 'Help')
  words(form, 46, 22, 'What is it about?')
  for number, category in ipairs(categories) do
    local y = 48 + number * 26
    form:button(24, y, ARROW, ARROW_DOWN, number)
    form:text(62, y + 2, BLACK, category.label)
  end
  if text ~= '' then
    words(form, 292, 22, 'Your text so far:')
    text_line(form, 314, text)
  end
  form:button(24, text == '' and 286 or 358, CANCEL, CANCEL_DOWN, 0)
  form:text(62, text == '' and 288 or 360, BLACK, 'Cancel')
  return gump.send(session_id, form, 0, CATEGORIES_FORM)
end

-- `note`: why the form comes, where it does not come for the first time.
function help.ask_text(session_id, category, text, note)
  local form = start(240, 'Help: ' .. categories[category].label)
  words(form, 46, 40, 'Tell us what happened, where and with whom. Our staff will read it and answer you.')
  if note then
    form:label_cropped(20, 92, 420, 20, RED, note)
  end
  text_line(form, 118, text)
  form:button(24, 166, OK, OK_DOWN, SEND)
  form:text(62, 168, BLACK, 'Send')
  form:button(24, 192, LEFT, LEFT_DOWN, BACK)
  form:text(62, 194, BLACK, 'Another category')
  form:button(244, 166, CANCEL, CANCEL_DOWN, 0)
  form:text(282, 168, BLACK, 'Cancel')
  return gump.send(session_id, form, 0, text_form_of(category))
end

function help.confirm(session_id, number)
  local form = start(150, 'Thank you')
  words(form, 50, 44, ('Your ticket is #%d. The answer will reach you here in the game.'):format(number))
  form:button(24, 106, OK, OK_DOWN, 0)
  form:text(62, 108, BLACK, 'Close')
  return gump.send(session_id, form, 0, DONE_FORM)
end

local function send(session_id, category, text)
  if text == '' then
    return help.ask_text(session_id, category, '', 'Please write something first.')
  end
  local sent, result = help_tickets.submit(session_id, categories[category].name, text)
  if sent then
    return help.confirm(session_id, result)
  end
  return help.ask_text(session_id, category, text, 'Not sent: ' .. tostring(result))
end

-- A form that an earlier run of the server had shown was answered: whoever closed it has done with
-- it, anybody else goes on where they were.
function help.offer_again(session_id, answer)
  local button, text = answer.button_id, typed(answer)
  if button == 0 then return end
  if answer.gump_id == CATEGORIES_FORM and categories[button] then
    return help.ask_text(session_id, button, text)
  end
  local category = answer.gump_id - CATEGORIES_FORM
  if not categories[category] then return end
  if button == BACK then
    return help.offer_categories(session_id, text)
  end
  return help.ask_text(session_id, category, text, 'The server restarted, your text is kept. Please send it again.')
end

for number in ipairs(categories) do
  gump.on(CATEGORIES_FORM, number, function(ctx)
    help.ask_text(ctx.session_id, number, typed(ctx))
  end)
  gump.on(text_form_of(number), SEND, function(ctx)
    send(ctx.session_id, number, typed(ctx))
  end)
  gump.on(text_form_of(number), BACK, function(ctx)
    help.offer_categories(ctx.session_id, typed(ctx))
  end)
end

return help
