import type { Browser } from 'playwright-core';
import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/platform/log.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { launchBrowser } from '../support/browser.ts';
import { TestFolder } from '../support/folder.ts';
import { assert } from '../support/suite.ts';
import { raiseBoundsIn } from '../support/unbounded.ts';
import { Visitor } from './visitor.ts';

/** A server with two of support, Iris and Ben, and a player, Pia, in her browser. */
export class WrittenStage {
  folder!: TestFolder;
  server!: RunningServer;
  browser!: Browser;
  pia!: Visitor;

  async start(): Promise<void> {
    this.folder = new TestFolder();
    await raiseBoundsIn(this.folder.path);
    const loaded = loadSettings({ SHARDBELL_DATA: this.folder.path, SHARDBELL_PORT: '0' });
    assert.ok(loaded.ok);
    const started = await startServer({ settings: loaded.settings, log: createLog('silent') });
    assert.ok(started.ok);
    this.server = started.server;
    for (const name of ['iris', 'ben']) {
      await this.server.admin.operate('account_add', { name, groups: ['moderators'] });
    }
    await this.server.admin.operate('account_add', { name: 'pia', groups: ['players'] });
    this.browser = await launchBrowser();
    this.pia = await Visitor.come(this.browser);
    await this.pia.signIn(await this.link('pia'));
  }

  /** Whatever of it was started. */
  async end(): Promise<void> {
    const { browser, server, folder }: Partial<WrittenStage> = this;
    await browser?.close();
    await server?.stop();
    folder?.remove();
  }

  async link(account: string): Promise<string> {
    const made = await this.server.admin.operate('link', { account });
    assert.ok(made.ok && made.is?.of === 'link');
    return made.is.address;
  }

  /** Pia opens a ticket. */
  async opened(subject: string): Promise<void> {
    const { page } = this.pia;
    await page.goto(`${this.server.address}/#/new`);
    await page.getByLabel('What happened?').fill(subject);
    await this.pia.button('Send ticket').click();
    await this.pia.thread().waitFor();
  }
}
