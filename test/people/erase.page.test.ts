import { launchBrowser } from '../support/browser.ts';
import { Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from '../web/visitor.ts';

const test = suite('erasing in the browser', { limit_ms: 120_000 });

test('[V20] in the browser a person is erased once the counts were seen and the name was typed, and no sooner', async () => {
  const server = await Running.start();
  const browser = await launchBrowser();
  try {
    const shard = await server.shard('north');
    await shard.ask({ t: 'account', account: 'a-1', name: 'Canary Ana' });
    const ana = server.access.roster.accountOf('north', 'a-1')!.id;
    const asAna = await server.signIn(ana);
    await asAna.command({ kind: 'open', category: 'Question', body: 'where am I' });
    const made = await server.operate('account_add', { name: 'ada', groups: ['administrators'] });
    const link = made?.of === 'link' ? made.address : '';
    const ada = await Visitor.come(browser);
    await ada.signIn(link);
    const { page } = ada;
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByRole('link', { name: 'Accounts', exact: true }).click();
    await page.getByLabel('Only staff').uncheck();
    await page.getByRole('button', { name: 'Canary Ana', exact: true }).click();
    await page.getByRole('button', { name: 'Erase… Canary Ana' }).click();
    const asked = page.getByRole('region', { name: 'Erase Canary Ana' });
    await asked.getByText('1 ticket, which stays').waitFor();
    await asked.getByText('1 message of theirs').waitFor();
    const sure = asked.getByRole('button', { name: 'Erase for good' });
    assert.ok(await sure.isDisabled());
    const name = asked.getByLabel('Type Canary Ana to confirm');
    await name.fill('Canary');
    assert.ok(await sure.isDisabled());
    await name.fill('Canary Ana');
    await sure.click();
    await page.getByText('Canary Ana is erased').waitFor();
    assert.is(server.access.roster.account(ana), undefined);
    // Whoever reads German is told so in German.
    const mo = await Visitor.come(browser, { language: 'de-DE' });
    const of = await server.operate('account_add', { name: 'mo', groups: ['moderators'] });
    await mo.page.goto(of?.of === 'link' ? of.address : '');
    await mo.page.getByRole('button', { name: 'Anmelden', exact: true }).click();
    await mo.page.getByRole('link', { name: '(gelöscht)' }).click();
    const thread = mo.page.getByRole('log');
    await thread.getByText('gelöschter Spieler').first().waitFor();
    await thread.getByText('(gelöscht)').waitFor();
    assert.equal([...ada.complaints, ...mo.complaints], []);
  } finally {
    await browser.close();
    await server.stop();
  }
});
