import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';

/** How long a page may take to show what should be there; only a broken page takes it. */
const patience_ms = 15_000;

/** A moderator's browser, as a person sees it: everything is found by what it is called. */
export class DeskPage {
  readonly page: Page;
  /** What the page's console said that it should not. */
  readonly complaints: string[] = [];
  readonly #leave: () => Promise<void>;

  private constructor(page: Page, leave: () => Promise<void>) {
    this.page = page;
    this.#leave = leave;
    page.setDefaultTimeout(patience_ms);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('dialog', (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** Opens a one-time link and presses its button: in a browser of its own, or with a profile of its own in one of several. */
  static async signIn(link: string, shared?: Browser): Promise<DeskPage> {
    const browser = shared ?? (await launchBrowser());
    const context = await browser.newContext();
    const whole = shared === undefined ? browser : context;
    const desk = new DeskPage(await context.newPage(), () => whole.close());
    await desk.page.goto(link);
    await desk.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await desk.page.getByRole('heading', { name: 'Queue' }).waitFor();
    return desk;
  }

  /** The row of a ticket, by its number. */
  row(number: number): Locator {
    return this.page.getByRole('row').filter({
      has: this.page.getByRole('cell', { name: new RegExp(`^(Unread )?#${number}$`, 'u') }),
    });
  }

  async open(number: number): Promise<void> {
    await this.#find(number);
    await this.row(number).getByRole('link').click();
    await this.opened();
  }

  /** The ids of these tickets, given in the order of their numbers, read off the queue from its end to its top. */
  async ticketIds(numbers: readonly number[]): Promise<Map<number, string>> {
    const ids = new Map<number, string>();
    await this.go('#/queue?sort=newest');
    await this.#find(numbers.at(-1)!);
    while (ids.size < numbers.length) {
      const drawn = (await this.page.evaluate(`
        [...document.querySelectorAll('[data-row]')].map((link) => [
          Number(link.closest('[role=row]').firstChild.textContent.slice(1)),
          link.dataset.row,
        ])
      `)) as [number, string][];
      for (const [number, id] of drawn) if (numbers.includes(number)) ids.set(number, id);
      await this.#scroll();
    }
    return ids;
  }

  /** Resolves when the thread of a ticket is there. */
  async opened(): Promise<void> {
    await this.#bodies().first().waitFor();
  }

  thread(): Locator {
    return this.page.getByRole('log', { name: 'Conversation' });
  }

  /** The texts of all messages and notes of the open ticket, in order, to the character. */
  messages(): Promise<string[]> {
    return this.#bodies().allTextContents();
  }

  /** Resolves when a message with exactly this text is in the open thread. */
  async seesMessage(text: string): Promise<void> {
    for (let i = 0; ; i++) {
      const body = this.#bodies().nth(i);
      await body.waitFor();
      if ((await body.textContent()) === text) return;
    }
  }

  /** To another place of the client, as by a link. */
  async go(hash: string): Promise<void> {
    await this.page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  }

  async reply(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Reply' }).fill(text);
    await this.page.getByRole('button', { name: 'Send reply' }).click();
  }

  /** Resolves when the page says nothing of a lost connection. */
  async connected(): Promise<void> {
    await this.page.getByText(/Connection lost|cannot be reached/u).waitFor({ state: 'detached' });
  }

  async close(): Promise<void> {
    await this.#leave();
  }

  /** Scrolls through the list, from where it is and then from its top, until the row is drawn. */
  async #find(number: number): Promise<void> {
    await this.page.locator('.place').first().waitFor();
    const deadline = Date.now() + patience_ms;
    while ((await this.row(number).count()) === 0) {
      if (Date.now() > deadline) throw new Error(`no row of ticket ${number}`);
      await this.#scroll();
    }
  }

  /** Half a screen on; from the end to the top. */
  async #scroll(): Promise<void> {
    await this.page.evaluate(`{
      const isEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 1;
      if (isEnd) scrollTo(0, 0); else scrollBy(0, innerHeight / 2);
    }`);
    await this.page.locator('.coming').first().waitFor({ state: 'detached' });
  }

  /** What is being sent is shown, too, until it is known to be the entry that came. */
  #bodies(): Locator {
    return this.thread().locator('.entry:not(.pending) > .text');
  }
}
