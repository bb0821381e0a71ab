import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Receiver } from '../webhooks/receiver.ts';
import { allowed, untilRow } from '../webhooks/stage.ts';
import { Visitor } from './visitor.ts';

const test = suite('webhooks in the browser', { limit_ms: 60_000 });

let server: LiveServer;
let browser: Browser;
let receiver: Receiver;
let ada: Visitor;

test.before(async () => {
  [server, browser, receiver] = await Promise.all([
    LiveServer.start('plain', undefined, allowed),
    launchBrowser(),
    Receiver.start(),
  ]);
  ada = await Visitor.come(browser, { width: 390, height: 800 });
  await ada.signIn(await server.staffLink('ada', 'administrators'));
  await ada.page.goto(`${server.address}/#/admin/webhooks`);
});
test.after(async () => {
  await browser?.close();
  await server?.end();
  await receiver?.stop();
});

test('[WH26] an administrator adds a webhook, is shown its secret once, tries it and sees what came back', async () => {
  const { page } = ada;
  await page.getByText('No webhook yet.').waitFor();
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  const form = page.getByRole('form', { name: 'New webhook' });
  await form.getByLabel('Name', { exact: true }).fill('Relay');
  await form.getByLabel('Address').fill('https://user:word@hook.example/');
  await form.getByRole('button', { name: 'Add' }).click();
  await form.getByRole('alert').filter({ hasText: 'sends to an https address' }).waitFor();
  await form.getByLabel('Address').fill(receiver.address);
  await form.getByLabel('The status changes').check();
  await form.getByRole('button', { name: 'Add' }).click();
  const secret = await page.getByLabel('Secret of Relay').inputValue();
  assert.match(secret, /^whsec_[\w+/]{43}=$/u);

  receiver.reply = (response) => response.writeHead(500).end('<b>no room</b>');
  await page.getByRole('button', { name: 'Send a test: Relay' }).click();
  await page.getByText('Not delivered: answered with 500').waitFor();
  await page.getByText('<b>no room</b>').waitFor();
  assert.is(receiver.all.at(-1)!.body.event, 'test');
  await page.reload();
  await page.getByRole('heading', { name: 'Relay' }).waitFor();
  assert.is(await page.getByLabel('Secret of Relay').count(), 0);
});

test('[WH27] a webhook is changed, set aside and resumed on the page, and what fails is shown there', async () => {
  const { page } = ada;
  const [hook] = await hooks();
  await page.getByText('Change', { exact: true }).click();
  const form = page.getByRole('form', { name: 'Change: Relay' });
  await form.getByLabel('Only these shards').fill('north, south');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Saved', { exact: true }).waitFor();
  assert.equal((await untilRow(server, hook!, () => true)).shards, ['north', 'south']);
  await page.getByRole('button', { name: 'Set aside: Relay' }).click();
  await page.getByText('Set aside by hand.').waitFor();
  await page.getByRole('button', { name: 'Resume: Relay' }).click();
  await page.getByText('Sends what happens.').waitFor();
  await page.getByRole('button', { name: 'Remove: Relay' }).click();
  await page
    .getByRole('group', { name: /^Remove Relay/u })
    .getByText('Remove', { exact: true })
    .click();
  await page.getByText('No webhook yet.').waitFor();
  assert.equal(await hooks(), []);
  assert.equal(ada.complaints, []);
});

async function hooks(): Promise<string[]> {
  const is = await server.operate('webhook_list', {});
  return is?.of === 'webhooks' ? is.webhooks.map(({ hook }) => hook) : [];
}
