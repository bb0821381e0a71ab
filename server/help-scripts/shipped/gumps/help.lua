-- From the help button to a ticket. Nothing is remembered between two forms: what one needs to know
-- is in its number, its serial and its text entry, so that it can be made again after a restart.

local config = require('gumps.config')
local look = require('gumps.look')
local tickets = require('gumps.tickets')
local words = require('gumps.words')

local CATEGORIES_FORM, TEXT_FORM, DONE_FORM = 46000, 46001, 46100
local CATEGORIES_MAX, CATEGORIES_PER_PAGE = 40, 8
local TICKETS, READ = 100, 101
local SEND, BACK, MORE_ROOM = 1, 2, 3

local help = {}

-- A number that stands for a name in the serial of a form, as names do not fit there.
local function mark(text)
  local sum = 7
  for at = 1, #text do sum = (sum * 31 + text:byte(at)) % 16777213 end
  return sum
end

local function mark_of(category)
  return mark(category:lower())
end

local function mark_of_all(categories)
  return mark(table.concat(categories, '\n'))
end

-- The category whose form it was, if it is still one.
local function category_of(serial)
  for _, category in ipairs(help_tickets.categories()) do
    if mark_of(category) == serial then return category end
  end
end

local function label_of(category)
  return config.labels[category] or category
end

local function categories_on(form, from, categories)
  for place = 1, math.min(CATEGORIES_PER_PAGE, #categories - from) do
    local number = from + place
    look.choice(form, 24, 48 + place * 26, 'go', number, label_of(categories[number]))
  end
end

-- A text that was begun goes along, so that a player who changes the category keeps it.
function help.offer_categories(session_id, text, note)
  local news = tickets.with_news(session_id)
  local categories = help_tickets.categories()
  local pages = math.max(1, (#categories + CATEGORIES_PER_PAGE - 1) // CATEGORIES_PER_PAGE)
  local rows = math.min(#categories, CATEGORIES_PER_PAGE) + (pages > 1 and 1 or 0)
  local below = 78 + rows * 26
  local field = text == '' and 0 or look.FIELD + 30
  local form = look.start(below + field + 76, config.title)
  if note then look.note(form, 46, note) else look.words(form, 46, 24, words.about) end
  if pages == 1 then
    categories_on(form, 0, categories)
  else
    for page = 1, pages do
      form:page(page)
      categories_on(form, (page - 1) * CATEGORIES_PER_PAGE, categories)
      look.turn(form, 24, 48 + rows * 26, 'later', page % pages + 1, words.more)
    end
    form:page(0)
  end
  if text ~= '' then
    look.words(form, below, 22, words.so_far)
    look.field(form, below + 22, text)
  end
  local label = news > 0 and words.my_tickets_new:format(news) or words.my_tickets
  look.choice(form, 24, below + field + 8, 'scroll', TICKETS, label)
  look.choice(form, 24, below + field + 36, 'cancel', 0, words.cancel)
  return gump.send(session_id, form, mark_of_all(categories), CATEGORIES_FORM)
end

-- `note`: why the form comes, where it does not come for the first time. `goes_on`: with a second place.
function help.ask_text(session_id, category, text, note, goes_on)
  local form = look.start(374, config.title .. ': ' .. label_of(category))
  look.words(form, 50, 40, words.tell)
  look.note(form, 92, note or look.room(text, goes_on), not note)
  look.field(form, 134, text, goes_on)
  look.choice(form, 24, 308, 'ok', SEND, words.send)
  look.choice(form, 24, 336, 'left', BACK, words.other_category)
  if look.has_more_room(text, goes_on) then
    look.choice(form, 264, 336, 'later', MORE_ROOM, words.more_room)
  end
  look.choice(form, 264, 308, 'cancel', 0, words.cancel)
  return gump.send(session_id, form, mark_of(category), TEXT_FORM)
end

function help.confirm(session_id, number)
  local form = look.start(190, words.thank_you)
  look.words(form, 54, 44, words.opened:format(number))
  look.choice(form, 24, 118, 'scroll', READ, words.read_it)
  look.choice(form, 24, 146, 'ok', 0, words.close)
  look.choice(form, 264, 118, 'go', TICKETS, words.my_tickets)
  return gump.send(session_id, form, number, DONE_FORM)
end

local function picked(session_id, button, serial, text)
  local categories = help_tickets.categories()
  if serial == mark_of_all(categories) then
    local category = categories[button]
    return category and help.ask_text(session_id, category, text)
  end
  return help.offer_categories(session_id, text, words.changed_categories)
end

local function more_room(session_id, serial, text)
  local category = category_of(serial)
  if category then return help.ask_text(session_id, category, text, nil, true) end
  return help.offer_categories(session_id, text, words.changed_categories)
end

local function send(session_id, serial, text)
  local category = category_of(serial)
  if not category then
    return help.offer_categories(session_id, text, words.changed_categories)
  end
  if text == '' then
    return help.ask_text(session_id, category, '', words.blank)
  end
  local sent, result = help_tickets.submit(session_id, category, text)
  if sent then
    return help.confirm(session_id, result)
  end
  return help.ask_text(session_id, category, text, words.not_sent:format(tostring(result)))
end

-- A form was answered whose own function cannot take the answer: whoever closed it has done with it,
-- anybody else goes on where they were.
function help.offer_again(session_id, answer)
  local button, text = answer.button_id, look.typed(answer)
  if button == 0 then return end
  if answer.gump_id == CATEGORIES_FORM and button <= CATEGORIES_MAX then
    return picked(session_id, button, answer.serial, text)
  end
  if answer.gump_id == TEXT_FORM then
    local category = category_of(answer.serial)
    if button == BACK or not category then
      return help.offer_categories(session_id, text)
    end
    if button == MORE_ROOM then return help.ask_text(session_id, category, text, nil, true) end
    return help.ask_text(session_id, category, text, words['lost_' .. answer.reason])
  end
  if button == TICKETS then return tickets.list(session_id) end
  if answer.gump_id == DONE_FORM and button == READ then
    return tickets.read(session_id, answer.serial)
  end
  return tickets.offer_again(session_id, answer)
end

for number = 1, CATEGORIES_MAX do
  gump.on(CATEGORIES_FORM, number, function(ctx)
    picked(ctx.session_id, number, ctx.serial, look.typed(ctx))
  end)
end
gump.on(TEXT_FORM, SEND, function(ctx) send(ctx.session_id, ctx.serial, look.typed(ctx)) end)
gump.on(TEXT_FORM, MORE_ROOM, function(ctx) more_room(ctx.session_id, ctx.serial, look.typed(ctx)) end)
gump.on(TEXT_FORM, BACK, function(ctx) help.offer_categories(ctx.session_id, look.typed(ctx)) end)
gump.on(DONE_FORM, READ, function(ctx) tickets.read(ctx.session_id, ctx.serial) end)
for _, gump_id in ipairs({ CATEGORIES_FORM, DONE_FORM }) do
  gump.on(gump_id, TICKETS, function(ctx) tickets.list(ctx.session_id) end)
end
tickets.on_new(function(session_id) help.offer_categories(session_id, '') end)

return help
