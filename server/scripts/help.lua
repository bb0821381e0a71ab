-- The help script that ships: a player picks a category, writes, and is told the ticket's number.
-- An operator's own help.lua takes its place; docs say what it may call.

local help = require('gumps.help')

function on_help_request(session_id, character_id)
  help.offer_categories(session_id, '')
end

-- The player answered a form that an earlier run of the server had shown.
function on_form_lost(session_id, character_id, answer)
  help.offer_again(session_id, answer)
end

-- An example: every event of a ticket comes to a function of its name.
function on_ticket_opened(event)
  print(('ticket #%d was opened: %s'):format(event.ticket_id, event.category))
end
