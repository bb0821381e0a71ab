-- A player's tickets: the list, reading one, replying, closing and opening it again.

local config = require('gumps.config')
local look = require('gumps.look')
local words = require('gumps.words')

local LIST_FORM, THREAD_FORM, REPLY_FORM = 46200, 46300, 46400
local ROWS_MAX = 7
local NEW, EARLIER, LATER, LIST = 50, 51, 52, 53
local REPLY, CLOSE, REOPEN = 1, 2, 3
local SEND, BACK, MORE_ROOM = 1, 2, 3
-- Of the text before the player at once; the game takes a little more.
local THREAD_BYTES_MAX = 12000
local ENTRIES_AT_ONCE = 20
-- Of one message: with more, as markup, the longest one would be more than a form takes.
local BREAKS_MAX = 2000
-- Lists of which is remembered what is in them, and players of whom it is known how far back they read.
local LISTS_MAX = 500
local READERS_MAX = 1000

local tickets = {}

-- What is before the players, by the serial of the list and by session.
local lists, last_list = {}, 0
local reading, readers = {}, 0
local new_ticket = function() end

-- Called with the session of a player who wants another ticket.
function tickets.on_new(fn)
  new_ticket = fn
end

-- How many of the player's latest tickets have something that they have not read.
function tickets.with_news(session_id)
  local found = help_tickets.list(session_id, 0, 20)
  local count = 0
  if type(found) ~= 'table' then return count end
  for _, ticket in ipairs(found.tickets) do
    if ticket.unread > 0 then count = count + 1 end
  end
  return count
end

local function standing(ticket)
  return words[ticket.status] .. ' - ' .. ticket.category
end

local function attention(form, x, y, ticket)
  local text = words[ticket.attention]
  if not text or text == '' then return end
  form:text(x, y, ticket.attention == 'needs_attention' and look.RED or look.BLUE, text)
end

function tickets.list(session_id, offset, note)
  offset = offset or 0
  local found, why = help_tickets.list(session_id, offset, config.tickets_per_page)
  if not found then
    found, note = { total = 0, tickets = {} }, words.not_done:format(why)
  end
  local top = note and 40 or 0
  local form = look.start(130 + top + math.max(1, #found.tickets) * 46, words.my_tickets)
  look.note(form, 50, note)
  if #found.tickets == 0 then look.words(form, 62 + top, 22, words.no_tickets) end
  local ids = {}
  for place, ticket in ipairs(found.tickets) do
    local y = 10 + top + place * 46
    ids[place] = ticket.ticket_id
    form:button(24, y, 4005, 4007, place)
    form:label_cropped(62, y + 2, 290, 20, look.BLACK, ('#%d  %s'):format(ticket.ticket_id, ticket.subject))
    form:label_cropped(62, y + 20, 210, 20, look.GREY, standing(ticket))
    attention(form, 280, y + 20, ticket)
    if ticket.unread > 0 then form:text(370, y + 2, look.RED, words.unread:format(ticket.unread)) end
  end
  local y = 64 + top + math.max(1, #found.tickets) * 46
  if offset > 0 then look.choice(form, 24, y, 'earlier', EARLIER, words.back) end
  if offset + #found.tickets < found.total then look.choice(form, 264, y, 'later', LATER, words.more) end
  look.choice(form, 24, y + 28, 'go', NEW, words.new_ticket)
  look.choice(form, 264, y + 28, 'cancel', 0, words.close)
  last_list = last_list + 1
  lists[last_list] = { ids = ids, offset = offset }
  lists[last_list - LISTS_MAX] = nil
  return gump.send(session_id, form, last_list, LIST_FORM)
end

local function said(entry)
  local name = look.plain(entry.name)
  if entry.side == 'support' then name = words.support:format(name) end
  return ('<B>%s</B>, %s'):format(name, look.time(entry.at))
end

-- What an entry says to the player; nothing for what is of no concern to them.
local function told(entry)
  if entry.kind == 'message' then
    local text, breaks = look.plain(entry.message):gsub('\r?\n', '\n')
    return said(entry) .. '<BR>' .. text:gsub('\n', breaks > BREAKS_MAX and ' ' or '<BR>')
  end
  local became = entry.kind == 'status' and words['now_' .. entry.to]
  if became then return ('<I>%s: %s</I>'):format(said(entry), became) end
end

-- The newest entries that fit before the player at once, newest on top, where the eye is; and the
-- number of the oldest of them.
local function page_of(thread)
  local lines, bytes, first = {}, 0, thread.last_entry + 1
  for at = #thread.entries, 1, -1 do
    local entry = thread.entries[at]
    local line = told(entry)
    if line then
      bytes = bytes + #line
      if bytes > THREAD_BYTES_MAX and #lines > 0 then break end
      lines[#lines + 1] = line
    end
    first = entry.entry
  end
  return table.concat(lines, '<BR><BR>'), first
end

local function is_seen(thread)
  local own = 0
  for _, entry in ipairs(thread.entries) do
    if entry.side == 'player' and entry.kind == 'message' then own = entry.entry end
  end
  return own > 0 and thread.seen_by_support >= own
end

-- `before`: only what came before this entry; absent for the newest. `is_good`: the note tells of a success.
function tickets.read(session_id, number, note, before, is_good)
  local thread, why = help_tickets.thread(session_id, number, before, ENTRIES_AT_ONCE)
  if not thread then
    return tickets.list(session_id, 0, words.not_done:format(why))
  end
  local text, first = page_of(thread)
  if not before then
    help_tickets.seen(session_id, number, thread.last_entry)
    if is_seen(thread) then text = '<I>' .. words.seen .. '</I><BR><BR>' .. text end
  end
  if not reading[session_id] then
    if readers >= READERS_MAX then reading, readers = {}, 0 end
    readers = readers + 1
  end
  reading[session_id] = { ticket = number, first = first }

  local form = look.start(470, words.ticket:format(number))
  form:label_cropped(20, 48, look.INNER, 20, look.BLACK, thread.subject)
  form:label_cropped(20, 68, 240, 20, look.GREY, standing(thread))
  attention(form, 290, 68, thread)
  look.note(form, 90, note, is_good)
  local top = note and 132 or 94
  form:html(20, top, look.INNER, 346 - top, text, true, true)
  if first > 1 then look.choice(form, 24, 354, 'earlier', EARLIER, words.earlier) end
  if before then look.choice(form, 264, 354, 'later', LATER, words.later) end
  local is_active = thread.status == 'open' or thread.status == 'in_progress'
  if is_active then
    look.choice(form, 24, 386, 'ok', REPLY, words.reply)
    look.choice(form, 264, 386, 'cancel', CLOSE, words.close_ticket)
  else
    look.choice(form, 24, 386, 'ok', REOPEN, words.reopen_ticket)
  end
  look.choice(form, 24, 430, 'left', LIST, words.my_tickets)
  look.choice(form, 264, 430, 'cancel', 0, words.close)
  return gump.send(session_id, form, number, THREAD_FORM)
end

function tickets.ask_reply(session_id, number, text, note, goes_on)
  local form = look.start(374, words.reply_title:format(number))
  look.words(form, 50, 24, words.reply_tell)
  look.note(form, 88, note or look.room(text, goes_on), not note)
  look.field(form, 134, text, goes_on)
  look.choice(form, 24, 308, 'ok', SEND, words.send)
  look.choice(form, 24, 336, 'left', BACK, words.back)
  if look.has_more_room(text, goes_on) then
    look.choice(form, 264, 336, 'later', MORE_ROOM, words.more_room)
  end
  look.choice(form, 264, 308, 'cancel', 0, words.cancel)
  return gump.send(session_id, form, number, REPLY_FORM)
end

local function reply(session_id, number, text)
  if text == '' then
    return tickets.ask_reply(session_id, number, '', words.blank)
  end
  local sent, why = help_tickets.reply(session_id, number, text)
  if sent then return tickets.read(session_id, number, words.sent_now, nil, true) end
  return tickets.ask_reply(session_id, number, text, words.not_sent:format(why))
end

local function close(session_id, number)
  local done, why = help_tickets.close(session_id, number)
  return tickets.read(session_id, number, done and words.closed_now or words.not_done:format(why), nil, done)
end

local function reopen(session_id, number)
  local done, why = help_tickets.reopen(session_id, number)
  return tickets.read(session_id, number, done and words.reopened_now or words.not_done:format(why), nil, done)
end

local function choose(session_id, serial, place)
  local list = lists[serial]
  local number = list and list.ids[place]
  if number then return tickets.read(session_id, number) end
  return tickets.list(session_id)
end

local function turn(session_id, serial, pages)
  local list = lists[serial]
  local offset = list and list.offset + pages * config.tickets_per_page or 0
  return tickets.list(session_id, math.max(0, offset))
end

local function earlier(session_id, number)
  local at = reading[session_id]
  local before = at and at.ticket == number and at.first or nil
  return tickets.read(session_id, number, nil, before)
end

-- A form whose own function cannot take the answer. What is done here again is done once: it goes by
-- the answer that brought it.
function tickets.offer_again(session_id, answer)
  local form, button, number = answer.gump_id, answer.button_id, answer.serial
  if form == LIST_FORM then
    if button == NEW then return new_ticket(session_id) end
    return tickets.list(session_id)
  end
  if form == THREAD_FORM then
    if button == REPLY then return tickets.ask_reply(session_id, number, '') end
    if button == CLOSE then return close(session_id, number) end
    if button == REOPEN then return reopen(session_id, number) end
    if button == LIST then return tickets.list(session_id) end
    return tickets.read(session_id, number)
  end
  if form == REPLY_FORM then
    if button == MORE_ROOM then
      return tickets.ask_reply(session_id, number, look.typed(answer), nil, true)
    end
    if button == SEND then return reply(session_id, number, look.typed(answer)) end
    return tickets.read(session_id, number)
  end
end

for place = 1, ROWS_MAX do
  gump.on(LIST_FORM, place, function(ctx) choose(ctx.session_id, ctx.serial, place) end)
end
gump.on(LIST_FORM, NEW, function(ctx) new_ticket(ctx.session_id) end)
gump.on(LIST_FORM, EARLIER, function(ctx) turn(ctx.session_id, ctx.serial, -1) end)
gump.on(LIST_FORM, LATER, function(ctx) turn(ctx.session_id, ctx.serial, 1) end)
gump.on(THREAD_FORM, REPLY, function(ctx) tickets.ask_reply(ctx.session_id, ctx.serial, '') end)
gump.on(THREAD_FORM, CLOSE, function(ctx) close(ctx.session_id, ctx.serial) end)
gump.on(THREAD_FORM, REOPEN, function(ctx) reopen(ctx.session_id, ctx.serial) end)
gump.on(THREAD_FORM, EARLIER, function(ctx) earlier(ctx.session_id, ctx.serial) end)
gump.on(THREAD_FORM, LATER, function(ctx) tickets.read(ctx.session_id, ctx.serial) end)
gump.on(THREAD_FORM, LIST, function(ctx) tickets.list(ctx.session_id) end)
gump.on(REPLY_FORM, MORE_ROOM, function(ctx)
  tickets.ask_reply(ctx.session_id, ctx.serial, look.typed(ctx), nil, true)
end)
gump.on(REPLY_FORM, SEND, function(ctx) reply(ctx.session_id, ctx.serial, look.typed(ctx)) end)
gump.on(REPLY_FORM, BACK, function(ctx) tickets.read(ctx.session_id, ctx.serial) end)

return tickets
