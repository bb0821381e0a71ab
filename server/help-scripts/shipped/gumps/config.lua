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
  -- Characters of one place to type in. Servers of classic shards (RunUO, ServUO, ModernUO) drop a player
  -- who sends more than 239: set more only where yours takes it.
  entry_chars_max = 239,
  -- Characters of one message; those beyond the first place go on in a second one.
  text_chars_max = 478,
  -- Tickets on one page of "My tickets", 7 at most.
  tickets_per_page = 6,
  -- Whose clock the players go by: a time zone of the IANA, such as 'Europe/Berlin'.
  time_zone = 'UTC',
  -- Of a settings.lua that is older than time zones: what is added to the clock, summer and winter.
  utc_offset_minutes = 0,
  -- Any words of gumps/words.lua said otherwise, as for players of another language.
  words = {},
}

local bounds = {
  entry_chars_max = { 1, 4000 },
  text_chars_max = { 1, 8000 },
  tickets_per_page = { 1, 7 },
  utc_offset_minutes = { -840, 840 },
}

-- What does not hold ends the loading, so that the last good scripts stay.
local function wrong(text, ...)
  error('settings.lua: ' .. text:format(...), 0)
end

local function shown(value)
  if type(value) == 'string' then return ("'%s'"):format(value) end
  return type(value) == 'table' and 'a table' or tostring(value)
end

local function names_of(set)
  local names = {}
  for name in pairs(set) do names[#names + 1] = name end
  table.sort(names)
  return table.concat(names, ', ')
end

local check = {}

function check.string(name, value)
  if type(value) ~= 'string' then wrong('%s has to be a text, and is %s', name, shown(value)) end
end

function check.number(name, value)
  local low, high = bounds[name][1], bounds[name][2]
  if type(value) ~= 'number' or value % 1 ~= 0 or value < low or value > high then
    wrong('%s has to be a whole number from %d to %d, and is %s', name, low, high, shown(value))
  end
end

function check.table(name, value)
  if type(value) ~= 'table' then
    wrong("%s has to be a table such as { Name = 'a text' }, and is %s", name, shown(value))
  end
  for key, text in pairs(value) do
    if type(key) ~= 'string' then wrong('%s has an entry without a name: %s', name, shown(text)) end
    check.string(name .. '.' .. key, text)
  end
end

local own = require('settings')
if type(own) ~= 'table' then wrong('it has to return a table, and returns %s', shown(own)) end
local config = {}
for name, value in pairs(shipped) do config[name] = value end
for name, value in pairs(own) do
  if shipped[name] == nil then
    wrong('there is no setting %s; there are %s', tostring(name), names_of(shipped))
  end
  check[type(shipped[name])](name, value)
  if type(value) == 'table' then
    local merged = {}
    for key, text in pairs(shipped[name]) do merged[key] = text end
    for key, text in pairs(value) do merged[key] = text end
    value = merged
  end
  config[name] = value
end
if config.text_chars_max > 2 * config.entry_chars_max then
  wrong('text_chars_max is %d, and two places of entry_chars_max take %d', config.text_chars_max,
    2 * config.entry_chars_max)
end
if not clock.at(0, config.time_zone) then
  wrong('time_zone is %s, but must be the name of a time zone such as Europe/Berlin', shown(config.time_zone))
end
return config
