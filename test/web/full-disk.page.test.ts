import { launchBrowser } from '../support/browser.ts';
import { LiveServer } from '../support/live-server.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('a full disk in the browser', { limit_ms: 90_000 });
const fault = SmallDisk.fault();

const name =
  '[U407] while the server can store nothing a banner says so in the reader’s language, and goes when it can';
const body = async (): Promise<void> => {
  const disk = SmallDisk.make(72 * 1024 * 1024);
  const server = await LiveServer.on(disk.folder('data'));
  const browser = await launchBrowser();
  try {
    const [ada, same] = [
      await Visitor.come(browser),
      await Visitor.come(browser, { language: 'de-DE' }),
    ];
    await ada.signIn(await server.staffLink('ada', 'administrators'));
    await same.context.addCookies(await ada.context.cookies());
    await same.page.goto(server.address);
    await same.page.getByRole('navigation').first().waitFor();

    disk.fill();
    await ada.page.getByText('The server can store nothing at this moment').waitFor();
    await same.page.getByText('Der Server kann gerade nichts speichern').waitFor();
    // Also for whoever comes now.
    await ada.page.reload();
    await ada.page.getByText('The server can store nothing at this moment').waitFor();

    disk.makeSpace();
    for (const { page } of [ada, same])
      await page.locator('.line p').waitFor({ state: 'detached' });
  } finally {
    await browser.close();
    await server.kill();
    disk.remove();
  }
};

if (fault === undefined) test(name, body);
else test.skip(name, fault, body);
