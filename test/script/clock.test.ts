import { join } from 'node:path';
import { assert, suite } from '../support/suite.ts';
import { closeStages, readScripts, rootFolder, Stage } from './stage.ts';

const test = suite('clock');
test.after.each(closeStages);

const july = Date.UTC(2026, 6, 1, 12);
const january = Date.UTC(2026, 0, 1, 12);

test('[L158] a script reads what the clocks of a time zone say, summer and winter', async () => {
  const stage = await Stage.open(`
    function on_help_request()
      for _, zone in ipairs({ 'Europe/Berlin', 'UTC', 'Asia/Kolkata', 'America/St_Johns' }) do
        for _, at in ipairs({ ${july}, ${january} }) do
          local is = clock.at(at, zone)
          print(zone, is.year, is.month, is.day, is.hour, is.minute, is.second)
        end
      end
      print(clock.at(0, 'Mars/Olympus'))
      print(clock.at(0, '+01:00'))
      print(clock.at(0, nil))
      print(clock.at('x', 'UTC'))
      print(clock.at(9e15, 'UTC'))
    end
  `);
  assert.equal(await stage.help(), { kind: 'ran' }, JSON.stringify(stage.errors));
  assert.equal(stage.printed, [
    'Europe/Berlin\t2026\t7\t1\t14\t0\t0',
    'Europe/Berlin\t2026\t1\t1\t13\t0\t0',
    'UTC\t2026\t7\t1\t12\t0\t0',
    'UTC\t2026\t1\t1\t12\t0\t0',
    'Asia/Kolkata\t2026\t7\t1\t17\t30\t0',
    'Asia/Kolkata\t2026\t1\t1\t17\t30\t0',
    'America/St_Johns\t2026\t7\t1\t9\t30\t0',
    'America/St_Johns\t2026\t1\t1\t8\t30\t0',
    'nil\tthere is no such time or time zone',
    'nil\tthere is no such time or time zone',
    'nil\tthe time zone is no text',
    'nil\tthe time is no number',
    'nil\tthere is no such time or time zone',
  ]);
});

const shipped = readScripts(join(rootFolder(), 'server/help-scripts/shipped'));
/** Prints what the shipped forms say of both times. */
const shows = `
  local look = require('gumps.look')
  function on_help_request() print(look.time(${july}), look.time(${january})) end
`;
const open = (settings: string) =>
  Stage.open({ ...shipped, 'help.lua': shows, 'settings.lua': `return ${settings}` });

// [L159] The forms show times by the time zone that settings.lua names, checked when it is loaded;
// an offset that was set before still counts.
test('[L159] the forms go by the time zone that settings.lua names, and by an offset that was set before', async () => {
  for (const [settings, said] of [
    ["{ time_zone = 'Europe/Berlin' }", '1.7. 14:00\t1.1. 13:00'],
    ['{}', '1.7. 12:00\t1.1. 12:00'],
    ['{ utc_offset_minutes = 90 }', '1.7. 13:30\t1.1. 13:30'],
  ] as const) {
    const stage = await open(settings);
    await stage.help();
    assert.equal([settings, ...stage.printed], [settings, said]);
  }
});

test('[L159] a time zone that there is not ends the load in a sentence', async () => {
  for (const zone of ["'Europa/Berlin'", '60', 'false']) {
    let said = 'loaded';
    await open(`{ time_zone = ${zone} }`).catch((error: Error) => (said = error.message));
    assert.match(said, /time_zone (is .* such as Europe\/Berlin|has to be a text)/u);
  }
});
