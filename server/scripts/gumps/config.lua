-- What settings.lua sets, over what ships.

local shipped = {
  -- Above the forms.
  title = 'Help',
  -- How categories are called in the forms; one that is not named here goes by its own name.
  labels = {
    Question = 'A question',
    Stuck = 'My character is stuck',
    Bug = 'Something does not work',
    Account = 'My account',
    Suggestion = 'A suggestion',
    Other = 'Something else',
    VerbalHarassment = 'Somebody insults me',
    PhysicalHarassment = 'Somebody harasses my character',
  },
  -- Characters that a player may type at once.
  text_chars_max = 400,
  -- Tickets on one page of "My tickets", 7 at most.
  tickets_per_page = 6,
  -- What the clock of the players says, against UTC.
  utc_offset_minutes = 0,
  -- Any words of gumps/words.lua said otherwise, as for players of another language.
  words = {},
}

local function over(own, base)
  local merged = {}
  for key, value in pairs(base) do merged[key] = value end
  for key, value in pairs(own) do
    if type(value) == 'table' and type(base[key]) == 'table' then value = over(value, base[key]) end
    merged[key] = value
  end
  return merged
end

local own = require('settings')
local config = over(type(own) == 'table' and own or {}, shipped)
config.tickets_per_page = math.max(1, math.min(7, config.tickets_per_page))
return config
