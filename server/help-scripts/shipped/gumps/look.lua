-- How the forms look, and what the game can show of a text.

local config = require('gumps.config')

local look = {
  WIDTH = 460,
  INNER = 420,
  FIELD = 164,
  BLACK = 0,
  RED = 33,
  BLUE = 5,
  GREY = 905,
  TEXT = 1,
  TEXT_GOES_ON = 2,
}

local FRAME, PAPER = 9200, 9350
local icons = {
  go = { 4005, 4007 },
  ok = { 4023, 4025 },
  left = { 4014, 4016 },
  cancel = { 4017, 4019 },
  scroll = { 4011, 4013 },
  earlier = { 5603, 5607 },
  later = { 5601, 5605 },
}

-- Angle brackets would be read as markup.
function look.plain(text)
  return (text:gsub('<', '('):gsub('>', ')'))
end

-- As much of a text as `chars` characters are, as the game counts them: those beyond 16 bits twice.
function look.clip(text, chars)
  local count = 0
  for at, code in utf8.codes(text) do
    count = count + (code > 0xFFFF and 2 or 1)
    if count > chars then return text:sub(1, at - 1) end
  end
  return text
end

function look.start(height, title)
  local form = gump.create()
  form:page(0)
  form:resize_pic(0, 0, FRAME, look.WIDTH, height)
  form:html(20, 16, look.INNER, 24, '<CENTER><BIG>' .. look.plain(title) .. '</BIG></CENTER>', false, false)
  return form
end

-- A button and what it does; whatever reads forms takes the text after a button for its label.
function look.choice(form, x, y, icon, button, label)
  local normal, pressed = icons[icon][1], icons[icon][2]
  form:button(x, y, normal, pressed, button)
  form:text(x + 38, y + 2, look.BLACK, label)
end

function look.turn(form, x, y, icon, page, label)
  local normal, pressed = icons[icon][1], icons[icon][2]
  form:button_page(x, y, normal, pressed, page)
  form:text(x + 38, y + 2, look.BLACK, label)
end

function look.words(form, y, height, text)
  form:html(20, y, look.INNER, height, look.plain(text), false, false)
end

-- Why the form comes, where it does not come for the first time; long ones take a second line.
function look.note(form, y, text, is_good)
  if not text then return end
  local colour = is_good and '#106010' or '#B01010'
  local marked = ('<BASEFONT COLOR=%s>%s</BASEFONT>'):format(colour, look.plain(text))
  form:html(20, y, look.INNER, 40, marked, false, false)
end

-- How long a text is, as the game counts.
function look.length(text)
  local count = 0
  for _, code in utf8.codes(text) do count = count + (code > 0xFFFF and 2 or 1) end
  return count
end

local function entry(form, y, height, id, text, chars)
  form:resize_pic(20, y, PAPER, look.INNER, height)
  form:text_entry_limited(28, y + 7, look.INNER - 16, height - 14, look.BLACK, id,
    look.clip(text, chars), chars)
end

function look.may_go_on()
  return config.text_chars_max > config.entry_chars_max
end

local function has_two(text, goes_on)
  return look.may_go_on() and (goes_on or look.length(text) > config.entry_chars_max)
end

-- Whether a second place can be asked for.
function look.has_more_room(text, goes_on)
  return look.may_go_on() and not has_two(text, goes_on)
end

-- What fits, in words.
function look.room(text, goes_on)
  local words = require('gumps.words')
  local size = math.min(config.entry_chars_max, config.text_chars_max)
  return (has_two(text, goes_on) and words.room_goes_on or words.room):format(size)
end

-- A place to type in, high enough for its characters on as many lines as they take. With `goes_on`, or
-- where the text needs it, a second one in which it goes on.
function look.field(form, y, text, goes_on)
  local size = math.min(config.entry_chars_max, config.text_chars_max)
  local first = look.clip(text, size)
  local rest = text:sub(#first + 1)
  if not look.may_go_on() or not goes_on and rest == '' then
    return entry(form, y, look.FIELD, look.TEXT, first, size)
  end
  local height = look.FIELD // 2 - 1
  entry(form, y, height, look.TEXT, first, size)
  entry(form, y + look.FIELD - height, height, look.TEXT_GOES_ON, rest, config.text_chars_max - size)
end

-- A full first place was left in the middle of a word, maybe; any other one after it.
local function joined(first, rest)
  local length = look.length(first)
  local is_full = length >= config.entry_chars_max
    or length == config.entry_chars_max - 1 and rest ~= '' and utf8.codepoint(rest) > 0xFFFF
  if rest:match('^%s*$') then return first end
  return is_full and first .. rest or first .. ' ' .. rest
end

function look.typed(ctx)
  local entries = ctx.text_entries
  local text = joined(entries[look.TEXT] or '', entries[look.TEXT_GOES_ON] or '')
  return text:match('^%s*(.-)%s*$')
end

-- "22.11. 14:05" of milliseconds since 1970, by the clock of the players.
function look.time(at)
  local when = clock.at(at + config.utc_offset_minutes * 60000, config.time_zone)
  return ('%d.%d. %02d:%02d'):format(when.day, when.month, when.hour, when.minute)
end

return look
