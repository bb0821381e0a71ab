-- Every word of the forms; `words` in settings.lua says some of them otherwise.

local words = {
  about = 'What is it about?',
  tell = 'Tell us what happened, where and with whom. Our staff will read it and answer you.',
  so_far = 'Your text so far:',
  send = 'Send',
  more_room = 'More room',
  room = 'Up to %d characters fit here.',
  room_goes_on = 'Up to %d characters fit in each place; the second goes on where the first ends.',
  other_category = 'Another category',
  cancel = 'Cancel',
  close = 'Close',
  more = 'More',
  thank_you = 'Thank you',
  opened = 'Your ticket is #%d. The answer will reach you here in the game.',
  read_it = 'Read it',
  not_sent = 'Not sent: %s',
  blank = 'Please write something first.',
  changed_categories = 'What it can be about has just changed. Please choose again.',

  my_tickets = 'My tickets',
  my_tickets_new = 'My tickets (%d with news)',
  no_tickets = 'You have no tickets.',
  new_ticket = 'A new ticket',
  ticket = 'Ticket #%d',
  unread = '%d new',
  earlier = 'Earlier',
  later = 'Later',
  back = 'Back',
  reply = 'Reply',
  close_ticket = 'It is solved: close it',
  reopen_ticket = 'Open it again',
  reply_title = 'Reply to #%d',
  reply_tell = 'Your reply goes to our staff.',
  closed_now = 'The ticket is closed.',
  reopened_now = 'The ticket is open again.',
  sent_now = 'Your reply was sent.',
  not_done = 'Not done: %s',
  seen = 'Seen by our staff',
  support = '%s (staff)',
  now_open = 'opened again',
  now_closed = 'closed',
  now_archived = 'archived',
  now_in_progress = 'somebody works on it',

  open = 'Open',
  in_progress = 'In progress',
  closed = 'Closed',
  archived = 'Archived',
  needs_attention = 'Needs attention',
  waiting_for_response = 'Waiting for response',
  none = '',

  lost_restarted = 'The server restarted, your text is kept. Please send it again.',
  lost_changed = 'The help forms were just changed, your text is kept. Please send it again.',
  lost_replaced = 'Help had to be started again, your text is kept. Please send it again.',
  lost_failed = 'That did not work, your text is kept. Please send it again.',
  lost_stopped = 'That did not work, your text is kept. Please send it again.',
}

-- What a word is filled with, in order: `%d` of 'Ticket #%d'. Anything else would raise in front of a player.
local function blanks(text)
  local found = {}
  for blank in text:gsub('%%%%', ''):gmatch('%%.?') do found[#found + 1] = blank end
  return table.concat(found, ' ')
end

for name, text in pairs(require('gumps.config').words) do
  local shipped = words[name]
  if not shipped then
    error(('settings.lua: there is no word %s; gumps/words.lua has them all'):format(name), 0)
  end
  if blanks(shipped) ~= '' and blanks(text) ~= blanks(shipped) then
    local sentence = "settings.lua: words.%s has to have the same %% places as '%s'"
    error(sentence:format(name, shipped), 0)
  end
  words[name] = text
end
return words
