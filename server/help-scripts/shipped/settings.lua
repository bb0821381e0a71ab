-- What an operator may set of the help script that ships: a file of this name in `scripts/` in the
-- data folder takes the place of this one. Nothing is set here, so all is as gumps/config.lua has it.
-- For example:
--
--   return {
--     title = 'Help of Britain',
--     labels = { Stuck = 'I cannot move' },
--     time_zone = 'Europe/Berlin',
--     words = { send = 'Send it' },
--   }

return {}
