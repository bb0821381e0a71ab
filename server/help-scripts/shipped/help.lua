-- The help script that ships: a player picks a category, writes, and is told the ticket's number;
-- reads their tickets, replies, closes them and opens them again. An operator's own help.lua takes
-- its place. docs/scripting.md has all that scripts may call.

local help = require('gumps.help')

function on_help_request(session_id, character_id)
  help.offer_categories(session_id, '')
end

-- The player answered a form whose own function cannot take the answer: `answer.reason` says why.
function on_form_lost(session_id, character_id, answer)
  help.offer_again(session_id, answer)
end

-- An example: every event of a ticket comes to a function of its name.
function on_ticket_opened(event)
  print(('ticket #%d was opened: %s'):format(event.ticket_id, event.category))
end
