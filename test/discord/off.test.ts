import { createRequire } from 'node:module';
import { loadSettings } from '../../server/config/load.ts';
import { logTo } from '../../server/platform/log.ts';
import { startServer } from '../../server/server.ts';
import { TestFolder } from '../support/folder.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('discord off');

test('[K21] without a token Discord is off, says so once, and discord.js is not loaded', async () => {
  const folder = new TestFolder();
  const lines: string[] = [];
  const loaded = loadSettings({ SHARDBELL_DATA: folder.path, SHARDBELL_PORT: '0' });
  assert.ok(loaded.ok);
  if (!loaded.ok) return;
  const log = logTo('info', { write: (line) => void lines.push(line) });
  const started = await startServer({ settings: loaded.settings, log });
  assert.ok(started.ok);
  if (!started.ok) return;
  await started.server.stop();
  folder.remove();
  assert.is(lines.filter((line) => line.includes('Discord')).length, 1);
  assert.match(lines.join(''), /Discord is off: no token is set/u);
  const { cache } = createRequire(import.meta.url);
  assert.ok(Object.keys(cache).length > 0, 'what is loaded can be told');
  assert.not(Object.keys(cache).some((file) => file.includes('/discord.js/')));
});
