import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { refusalText } from '../../clients/web/lib/refusal.ts';
import { speak, texts } from '../../clients/web/i18n/texts.ts';
import { deAdmin } from '../../clients/web/i18n/texts/admin-de.ts';
import { enAdmin } from '../../clients/web/i18n/texts/admin-en.ts';
import { de } from '../../clients/web/i18n/texts/de.ts';
import { en } from '../../clients/web/i18n/texts/en.ts';
import { closes, mayReconnect } from '../../protocol/close.ts';
import { decodeTrusted, encode } from '../../protocol/codec.ts';
import type { ClientMessage } from '../../protocol/messages.ts';
import { refusals, type RefusalCode } from '../../protocol/refusals.ts';
import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/platform/log.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { launchBrowser } from '../support/browser.ts';
import { TestFolder } from '../support/folder.ts';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('the page that ships', { limit_ms: 90_000 });

let folder: TestFolder;
let server: RunningServer;
let browser: Browser;
let ada: Visitor;

test.before(async () => {
  folder = new TestFolder();
  const loaded = loadSettings({ SHARDBELL_DATA: folder.path, SHARDBELL_PORT: '0' });
  assert.ok(loaded.ok);
  const started = await startServer({ settings: loaded.settings, log: createLog('silent') });
  assert.ok(started.ok);
  server = started.server;
  await server.admin.operate('account_add', { name: 'ada', groups: ['administrators'] });
  const made = await server.admin.operate('link', { account: 'ada' });
  assert.ok(made.ok && made.is?.of === 'link');
  browser = await launchBrowser();
  ada = await Visitor.come(browser);
  await ada.signIn(made.is.address);
});

test.after(async () => {
  await speak('en');
  await browser?.close();
  await server?.stop();
  folder?.remove();
});

/** Every word by its place; also run in the page, so it stands alone. */
function shapeOf(table: object): Record<string, string> {
  const places: Record<string, string> = {};
  const walk = (value: unknown, place: string): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, one] of Object.entries(value)) walk(one, `${place}.${key}`);
    } else places[place] = typeof value === 'string' ? value : typeof value;
  };
  walk(table, '');
  return places;
}

// [U398] The tables of the page that ships are those of the source: every refusal has its sentence,
// every close code its consequence and every text its words, in each language.
test('[U398] the texts that ship are those of the source, key by key, in both languages', async () => {
  const files = readdirSync(join(packageRoot, 'dist/web/assets'));
  const tables = { de, en, 'admin-de': deAdmin, 'admin-en': enAdmin };
  for (const [part, table] of Object.entries(tables)) {
    const file = files.find((name) => new RegExp(`^${part}-[\\w-]{8}\\.js$`, 'u').test(name));
    assert.ok(file !== undefined, part);
    const shipped = await ada.page.evaluate(
      `import('./assets/${file}').then((part) => Object.values(part).map(${shapeOf.toString()}))`,
    );
    assert.equal(shipped, [shapeOf(table)], part);
  }
});

/** A page of the account whose commands a test answers in the server's place. */
async function answered(
  answer: () => RefusalCode,
): Promise<{ page: Page; line(): WebSocketRoute }> {
  const page = await ada.context.newPage();
  let line: WebSocketRoute | undefined;
  await page.routeWebSocket('**/ws', (route) => {
    line = route;
    const real = route.connectToServer();
    route.onMessage((frame) => {
      // What a page sends a server reads with the same codec.
      const message = decodeTrusted(frame) as unknown as ClientMessage;
      if (message.t !== 'command') return real.send(frame);
      const code = answer();
      const refused = { t: 'refused', id: message.id, code, ...refusals[code] } as const;
      route.send(Buffer.from(encode(refused, 'shardbell.v1') as Uint8Array));
    });
  });
  return { page, line: () => line! };
}

test('[U398] every refusal is said, in both languages', async () => {
  for (const language of ['en', 'de'] as const) {
    await speak(language);
    let code: RefusalCode = 'bad_message';
    const { page } = await answered(() => code);
    await page.addInitScript(
      `localStorage.setItem('shardbell.preferences', '{"language":"${language}"}')`,
    );
    await page.goto(`${server.address}/#/new`);
    await page.getByLabel(texts.create.body).fill('Something happened');
    for (code of Object.keys(refusals) as RefusalCode[]) {
      // The next server is asked, so nobody hears of it.
      if (code === 'shutting_down') continue;
      await page.getByRole('button', { name: texts.create.submit }).click();
      const said = refusalText({ code, sentence: refusals[code].sentence });
      await page.getByRole('alert').filter({ hasText: said }).waitFor();
    }
    await page.close();
  }
});

test('[U398] every close code has its consequence', async () => {
  await speak('en');
  const { page, line } = await answered(() => 'busy');
  await page.addInitScript(`localStorage.setItem('shardbell.preferences', '{"language":"en"}')`);
  for (const { code } of Object.values(closes)) {
    await page.goto(`${server.address}/#/new`);
    await page.reload();
    await page.getByLabel(texts.create.body).waitFor();
    await line().close({ code });
    if (mayReconnect(code) || code === closes.credentials_refused.code) {
      await page.getByLabel(texts.create.body).waitFor();
    } else {
      await page.getByRole('heading', { name: texts.connection.ended }).waitFor();
    }
  }
  await page.close();
});

test('[U399] whatever is asked of the server, or cannot be asked, ends in an answer that is shown: no button goes on saying that it works', async () => {
  const { page } = ada;
  await page.goto(`${server.address}/#/admin/settings`);
  const setting = page.getByRole('form', { name: enAdmin.settings.discord_channel_prefix.name });
  await setting.getByRole('textbox').fill('x'.repeat(70_000));
  await setting.getByText('69,960 characters too long').waitFor();
  const save = setting.getByRole('button', { name: 'Save' });
  assert.ok(await save.isDisabled());
  await setting.getByRole('textbox').fill('help-');
  await page.evaluate(`globalThis.ownEncode = TextEncoder.prototype.encodeInto;
    TextEncoder.prototype.encodeInto = TextEncoder.prototype.encode = () => { throw new Error('x'); }`);
  await save.click();
  await setting.getByRole('alert').locator('p').waitFor();
  assert.is(await save.innerText(), 'Save');
});
