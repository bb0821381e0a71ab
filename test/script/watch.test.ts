import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLine } from '../../actors/shard/script/messages.ts';
import { createLog } from '../../server/log.ts';
import { ScriptLoader } from '../../server/script-loader.ts';
import { ScriptWatch } from '../../server/script-watch.ts';
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
  const loader = new ScriptLoader([join(folder.path, 'scripts')], ['Bug'], createLog('silent'));
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
