import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { Game, type GamePlayer } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

/** A shard with two players, Ana and Bea, and two of support in their browsers, Iris and Ben. */
export class ThreadStage {
  server!: LiveServer;
  browser!: Browser;
  game!: Game;
  ana!: GamePlayer;
  iris!: Visitor;
  ben!: Visitor;

  async start(): Promise<void> {
    this.server = await LiveServer.start();
    this.game = await Game.start(this.server.socketAddress, await this.server.shardKey('britain'));
    const ana = { id: '0x1A', name: 'ana' };
    this.ana = this.game.logIn('s-ana', ana, { id: '0x40', name: 'Ana the Bold' });
    this.game.logIn('s-bea', { id: '0x1B', name: 'bea' }, { id: '0x41', name: 'Bea' });
    this.browser = await launchBrowser();
    this.iris = await Visitor.come(this.browser);
    this.ben = await Visitor.come(this.browser);
    await this.iris.signIn(await this.server.staffLink('iris'));
    await this.ben.signIn(await this.server.staffLink('ben'));
  }

  /** Whatever of it was started. */
  async end(): Promise<void> {
    const { game, browser, server }: Partial<ThreadStage> = this;
    game?.shard.close();
    await browser?.close();
    await server?.end();
  }

  /** A ticket of Ana's. */
  async opened(body: string): Promise<string> {
    const command = { kind: 'open', category: 'Bug', body } as const;
    const outcome = await this.game.shard.command('s-ana', command);
    assert.ok(outcome.t === 'done' && outcome.ticket !== undefined);
    return outcome.ticket;
  }

  /** Opens it from the queue, as it is found there. */
  async come({ page }: Visitor, subject: string): Promise<void> {
    await page.goto(`${this.server.address}/#/queue`);
    await page.getByRole('link', { name: subject, exact: true }).click();
    await page.getByRole('log', { name: 'Conversation' }).waitFor();
  }
}
