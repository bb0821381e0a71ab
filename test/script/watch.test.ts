import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLine } from '../../actors/shard/script/messages.ts';
import { createLog, logTo } from '../../server/platform/log.ts';
import { ScriptLoader } from '../../server/help-scripts/loader.ts';
import { ScriptWatch } from '../../server/help-scripts/watch.ts';
import { packageRoot } from '../support/package-root.ts';
import { TestFolder } from '../support/folder.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the folder of scripts');

let folder: TestFolder;
test.before.each(() => {
  folder = new TestFolder();
});
test.after.each(() => folder.remove());

test('[L130] a change of the scripts counts once two looks after it saw the same', async () => {
  let changes = 0;
  const watch = new ScriptWatch(join(folder.path, 'scripts'), async () => void (changes += 1));
  const looks = async (count: number): Promise<number> => {
    for (let i = 0; i < count; i++) await watch.look();
    return changes;
  };
  assert.is(await looks(3), 0, 'there is no folder');
  folder.write('scripts/help.lua', '-- one');
  assert.is(await looks(1), 0, 'it may still be written');
  folder.write('scripts/help.lua', '-- one and more');
  assert.is(await looks(1), 0);
  assert.is(await looks(2), 1);
  folder.write('scripts/notes.txt', 'no script');
  assert.is(await looks(3), 1);
  folder.write('scripts/gumps/more.lua', '-- another');
  assert.is(await looks(3), 2);
  renameSync(join(folder.path, 'scripts'), join(folder.path, 'old'));
  assert.is(await looks(3), 3);
  rmSync(join(folder.path, 'old'), { recursive: true });
  assert.is(await looks(3), 3);
});

test('[L131] what does not load keeps the last good scripts, for shards that come later too', async () => {
  const loader = new ScriptLoader(
    { own: join(folder.path, 'scripts') },
    ['Bug'],
    createLog('silent'),
  );
  const printed: string[] = [];
  const run = async (): Promise<string | undefined> => {
    const log = ({ text }: LogLine) => void printed.push(text);
    const port = { showForm() {}, formsClosed() {}, notify() {}, log };
    const host = await loader.start({ ...port, ask: async () => ({ ok: false, reason: '' }) });
    host.sessionOpened(1, 1);
    await host.helpRequested(1, 1, 'c1');
    await host.close();
    return printed.at(-1);
  };
  const version = (name: string) => `function on_help_request() print('${name}') end`;
  folder.write('scripts/help.lua', version('first'));
  assert.ok(await loader.changed());
  assert.is(await run(), 'first');
  folder.write('scripts/help.lua', 'function (');
  assert.is(await loader.changed(), undefined);
  assert.match(loader.fault() ?? '', /do not load, and the last good ones stay/u);
  assert.ok(loader.isAble);
  assert.is(await run(), 'first');
  folder.write('scripts/help.lua', version('first'));
  assert.is(await loader.changed(), undefined, 'they run already');
  assert.is(loader.fault(), undefined);
  folder.write('scripts/help.lua', version('second'));
  assert.equal(Object.keys((await loader.changed())!), ['help.lua']);
  assert.is(await run(), 'second');
});

test('[L154] what is no file, or whose name begins with a dot, is no script', async () => {
  const loader = new ScriptLoader(
    { own: join(folder.path, 'scripts') },
    ['Bug'],
    createLog('silent'),
  );
  folder.write('scripts/help.lua', 'function on_help_request() end');
  // As Emacs locks a file: a link to nowhere.
  symlinkSync('ana@host.4711:1', join(folder.path, 'scripts/.#help.lua'));
  mkdirSync(join(folder.path, 'scripts/old.lua'));
  folder.write('scripts/.git/hooks/help.lua', '(');
  folder.write('scripts/gumps/._help.lua', '\0');
  assert.equal(Object.keys((await loader.changed())!), ['help.lua']);
  folder.write('scripts/large.lua', '-'.repeat(300_000));
  assert.is(await loader.changed(), undefined);
  assert.match(loader.fault() ?? '', /the last good ones stay/u);
});

const skipped =
  '[L161] a script that is no file, such as a pipe, is left out; the log and the operator are told which it is and why, and so of a folder in the place of a script that ships';
if (process.platform === 'win32') test.skip(skipped, 'a folder on Windows holds no pipes');
else
  test(skipped, async () => {
    const lines: string[] = [];
    const log = logTo('info', { write: (line) => void lines.push(line) });
    const own = join(folder.path, 'scripts');
    const loader = new ScriptLoader({ shipped, own }, ['Bug'], log);
    folder.write('scripts/mine.lua', '-- mine');
    assert.ok(await loader.changed());
    assert.is(loader.fault(), undefined);
    const pipe = join(own, 'help.lua');
    const why = (what: string) =>
      `Not every help script is a file, and what is none was left out: ${pipe} is ${what}.`;
    execFileSync('mkfifo', [pipe]);
    // The shipped one stays in its place.
    assert.is(await loader.changed(), undefined);
    assert.is(loader.fault(), why('a pipe'));
    await loader.changed();
    rmSync(pipe);
    mkdirSync(pipe);
    await loader.changed();
    assert.is(loader.fault(), why('a folder'));
    rmSync(pipe, { recursive: true });
    await loader.changed();
    assert.is(loader.fault(), undefined);
    const told = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    assert.equal(told, [why('a pipe'), why('a folder')], 'each is told once');
  });

const shipped = join(packageRoot, 'server/help-scripts/shipped');
const held = [
  "{ title = 'Help of Britain', labels = { Stuck = 'x' }, words = { opened = '#%d', about = '100 %' } }",
  '{ text_chars_max = 100, tickets_per_page = 7, utc_offset_minutes = -300 }',
];
const unheld: readonly (readonly [settings: string, why: RegExp])[] = [
  ['{ title = 5 }', /settings\.lua: title has to be a text, and is 5/u],
  [
    '{ tittle = "x" }',
    /settings\.lua: there is no setting tittle; there are entry_chars_max, labels, /u,
  ],
  ['{ labels = "x" }', /labels has to be a table such as .* and is 'x'/u],
  ['{ labels = { Stuck = 1 } }', /labels\.Stuck has to be a text, and is 1/u],
  ['{ words = { "Send it" } }', /words has an entry without a name: 'Send it'/u],
  ['{ words = { sned = "Send it" } }', /there is no word sned/u],
  [
    '{ words = { opened = "Your ticket is %s %d" } }',
    /words\.opened has to have the same % places as/u,
  ],
  ['{ text_chars_max = 0 }', /text_chars_max has to be a whole number from 1 to \d+, and is 0/u],
  [
    '{ text_chars_max = 500 }',
    /text_chars_max is 500, and two places of entry_chars_max take 478/u,
  ],
  [
    '{ tickets_per_page = 2.5 }',
    /tickets_per_page has to be a whole number from 1 to 7, and is 2\.5/u,
  ],
  ['{ utc_offset_minutes = "60" }', /utc_offset_minutes has to be a whole number .* and is '60'/u],
  ['5', /it has to return a table, and returns 5/u],
];

// [L155] A settings.lua with a name or a value that does not hold is not loaded, and the log says
// which and why.
test('[L155] settings that do not hold are not loaded, and the log says which and why', async () => {
  const lines: string[] = [];
  const log = logTo('warn', { write: (line) => void lines.push(line) });
  const loader = new ScriptLoader({ shipped, own: join(folder.path, 'scripts') }, ['Bug'], log);
  for (const settings of held) {
    folder.write('scripts/settings.lua', `return ${settings}`);
    assert.ok(await loader.changed(), lines.join(''));
  }
  for (const [settings, why] of unheld) {
    lines.length = 0;
    folder.write('scripts/settings.lua', `return ${settings}`);
    assert.is(await loader.changed(), undefined, settings);
    const { msg } = JSON.parse(lines.join('')) as { msg: string };
    assert.match(msg, why);
    assert.match(msg, 'the last good ones stay');
  }
});

// [L157] Scripts without on_help_request are not loaded, and a player whose help nothing answers is
// told so.
test('[L157] scripts without on_help_request are not loaded', async () => {
  const loader = new ScriptLoader(
    { own: join(folder.path, 'scripts') },
    ['Bug'],
    createLog('silent'),
  );
  folder.write('scripts/help.lua', 'function on_help_request() end');
  assert.ok(await loader.changed());
  for (const without of ['function on_help_requested() end', 'on_help_request = 5']) {
    folder.write('scripts/help.lua', without);
    assert.is(await loader.changed(), undefined);
    assert.match(loader.fault() ?? '', /the last good ones stay/u);
  }
});
