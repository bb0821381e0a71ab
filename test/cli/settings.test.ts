import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unknownVariables } from '../../server/config/unknown-variables.ts';
import { loadSettings } from '../../server/config/load.ts';
import { settingsMarkdown, settingsText } from '../../server/config/print.ts';
import { settingsTable } from '../../server/config/settings-table.ts';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('settings');
let data: string;
let file: string;

test.before.each(() => {
  data = mkdtempSync(join(tmpdir(), 'shardbell-settings-'));
  file = join(data, 'shardbell.config.json');
});
test.after.each(() => rmSync(data, { recursive: true }));

function load(environment: Record<string, string> = {}) {
  return loadSettings({ SHARDBELL_DATA: data, ...environment });
}

function sentence(environment: Record<string, string> = {}): string {
  const loaded = load(environment);
  return loaded.ok ? 'no fault' : loaded.sentence;
}

test('[O1] a setting is its default, unless the file says otherwise, unless the environment does', () => {
  const defaults = load();
  assert.equal(defaults, {
    ok: true,
    settings: {
      host: '127.0.0.1',
      port: 4600,
      data,
      origins: [],
      publicUrl: undefined,
      trustProxy: false,
      connectionsMax: 10_000,
      connectionsPerAccountMax: 10,
      discordToken: undefined,
      discordApi: 'https://discord.com/api',
      discordCdn: 'https://cdn.discordapp.com',
      logLevel: 'info',
      backupDir: undefined,
      backupHour: 4,
      backupCount: 7,
      webhooksPrivate: false,
    },
  });
  writeFileSync(
    file,
    JSON.stringify({ port: 5000, host: '::1', origins: ['https://a.example.org'] }),
  );
  const loaded = load({
    SHARDBELL_PORT: ' 0 ',
    SHARDBELL_ORIGINS: 'https://b.example.org, http://c.example.org:8080',
    SHARDBELL_TRUST_PROXY: 'True',
    SHARDBELL_PUBLIC_URL: 'https://b.example.org/help/',
    SHARDBELL_LOG_LEVEL: '',
  });
  assert.ok(loaded.ok);
  if (!loaded.ok) return;
  const { host, port, origins, trustProxy, publicUrl, logLevel } = loaded.settings;
  assert.equal(
    { host, port, origins, trustProxy, publicUrl, logLevel },
    {
      host: '::1',
      port: 0,
      origins: ['https://b.example.org', 'http://c.example.org:8080'],
      trustProxy: true,
      publicUrl: 'https://b.example.org/help',
      logLevel: 'info',
    },
  );
});

// [O2] A corrupt setting or file is one sentence naming the setting and where it stands.
test('[O2] a value that does not fit is one sentence naming the setting and where it stands', () => {
  assert.is(
    sentence({ SHARDBELL_PORT: '70000' }),
    'SHARDBELL_PORT is 70000, but must be a whole number from 0 to 65535.',
  );
  assert.is(
    sentence({ SHARDBELL_PORT: 'http' }),
    'SHARDBELL_PORT is "http", but must be a whole number from 0 to 65535.',
  );
  assert.is(
    sentence({ SHARDBELL_TRUST_PROXY: 'yes' }),
    'SHARDBELL_TRUST_PROXY is "yes", but must be true or false.',
  );
  writeFileSync(file, JSON.stringify({ port: '4600' }));
  assert.is(sentence(), `port in ${file} is "4600", but must be a whole number from 0 to 65535.`);
  for (const origin of ['example.org', 'https://a.example.org/path', 'ftp://a.example.org', '*']) {
    assert.match(
      sentence({ SHARDBELL_ORIGINS: origin, SHARDBELL_PORT: '1' }),
      'SHARDBELL_ORIGINS is',
    );
  }
  for (const host of ['a b', '[::1]', '1:2', 'http://x']) {
    assert.match(sentence({ SHARDBELL_HOST: host, SHARDBELL_PORT: '1' }), 'SHARDBELL_HOST is');
  }
  for (const url of ['help.example.org', 'https://a:b@example.org', 'https://example.org/#x']) {
    assert.match(
      sentence({ SHARDBELL_PUBLIC_URL: url, SHARDBELL_PORT: '1' }),
      'SHARDBELL_PUBLIC_URL is',
    );
  }
});

test('[K139] a token of Discord that does not fit is not shown', () => {
  assert.is(
    sentence({ SHARDBELL_DISCORD_TOKEN: 'Bot abc.def' }),
    'SHARDBELL_DISCORD_TOKEN must be the token of a Discord bot, printable and without blanks.',
  );
});

test('[O2] a file that is no object of known settings is one sentence too', () => {
  writeFileSync(file, '{ "port": ');
  assert.match(sentence(), `${file} is not JSON: `);
  writeFileSync(file, '[]');
  assert.is(sentence(), `${file} must hold one JSON object of settings.`);
  writeFileSync(file, '{ "prot": 4600 }');
  assert.is(sentence(), `${file} has an unknown setting, "prot": see shardbell help settings.`);
  writeFileSync(file, '{ "data": "/elsewhere" }');
  assert.is(sentence(), `data in ${file} has no effect: set SHARDBELL_DATA.`);
  rmSync(file);
  mkdirSync(file);
  assert.is(sentence(), `${file} is in the way, for it is no file: move it elsewhere.`);
});

// [O3] Docs/settings.md and the help say what the table of settings says.
test('[O3] docs/settings.md says what the table says, and so does the help', () => {
  const page = readFileSync(join(packageRoot, 'docs/settings.md'), 'utf8');
  assert.is(page, settingsMarkdown());
  for (const [name, { env, sentence: words }] of Object.entries(settingsTable)) {
    for (const part of [name, env, words]) {
      assert.ok(page.includes(part));
      assert.ok(settingsText().includes(part));
    }
  }
});

test('[O62] what is far from every setting is named without a guess, and what others read is not', () => {
  const unknown = unknownVariables({
    SHARDBELL_PORT: '1',
    shardbell_dtaa: 'x',
    SHARDBELL_MAKE_IT_FAST: 'yes',
    SHARDBELL_SERVER: 'http://127.0.0.1:4600',
    SHARDBELL_TEST_SEED: '1',
    HOME: '/',
  });
  assert.equal(unknown, [
    'shardbell_dtaa is no setting and has no effect: did you mean SHARDBELL_DATA?',
    'SHARDBELL_MAKE_IT_FAST is no setting and has no effect: see shardbell help settings.',
  ]);
});
