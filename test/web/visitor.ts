import type { Browser, BrowserContext, Locator, Page, WebSocketRoute } from 'playwright-core';

/** How long a page may take to show what should be there; only a broken page takes it. */
const patience_ms = 10_000;

export interface VisitorOptions {
  readonly width?: number;
  readonly height?: number;
  readonly language?: string;
  /** With a finger instead of a mouse. */
  readonly isTouch?: boolean;
}

/** Somebody with a browser profile of their own, and a line to the server that the test can cut. */
export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything a good page does not do: errors, refused policies, requests to strangers. */
  readonly complaints: string[] = [];
  #isLineUp = true;
  /** What the server said since `holdAnswers`, as acts that pass it on. */
  #held: Array<() => void> | undefined;
  readonly #lines = new Set<WebSocketRoute>();

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
  }

  static async come(browser: Browser, options: VisitorOptions = {}): Promise<Visitor> {
    const { width = 1280, height = 800, language = 'en-US', isTouch = false } = options;
    const context = await browser.newContext({
      viewport: { width, height },
      locale: language,
      hasTouch: isTouch,
      isMobile: isTouch,
    });
    const visitor = new Visitor(context, await context.newPage());
    await visitor.#watch();
    return visitor;
  }

  /** Opens a one-time link and presses its button. */
  async signIn(link: string): Promise<void> {
    await this.page.goto(link);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.page.getByRole('navigation', { name: 'Sections' }).waitFor();
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Preferences of' }).click();
    await this.button('Sign out').click();
  }

  /** The socket closes, and none opens until `restoreLine`. */
  async cutLine(): Promise<void> {
    this.#isLineUp = false;
    for (const line of this.#lines) await line.close({ code: 1001 });
    this.#lines.clear();
  }

  async restoreLine(): Promise<void> {
    await this.bar().waitFor();
    this.#isLineUp = true;
    const button = this.page.getByRole('button', { name: 'Try now' });
    // The button is there only between two tries, and one of those may succeed first.
    while (await this.bar().isVisible()) await button.click({ timeout: 500 }).catch(() => {});
  }

  /** Nothing that the server says from now on reaches the page before `giveAnswers`. */
  holdAnswers(): void {
    this.#held ??= [];
  }

  giveAnswers(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const pass of held) pass();
  }

  async restoreLineByReload(): Promise<void> {
    this.#isLineUp = true;
    await this.page.reload();
    await this.thread().waitFor();
  }

  /** The bar that tells of a lost connection, while it does. */
  bar(): Locator {
    return this.page.getByRole('status').filter({ hasText: 'Connection lost' });
  }

  row(subject: string): Locator {
    return this.page.getByRole('row').filter({ hasText: subject });
  }

  thread(): Locator {
    return this.page.getByRole('log', { name: 'Conversation' });
  }

  composer(name: 'Reply' | 'Internal note' = 'Reply'): Locator {
    return this.page.getByRole('textbox', { name });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async openTicket(subject: string): Promise<void> {
    // A list that is pointed at keeps back what came meanwhile.
    await this.page.mouse.move(1, 1);
    await this.page.getByRole('link', { name: subject, exact: true }).click();
    await this.thread().waitFor();
  }

  async leave(): Promise<void> {
    await this.context.close();
  }

  async #watch(): Promise<void> {
    const { page } = this;
    page.setDefaultTimeout(patience_ms);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|Content-Security-Policy/u.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      // From the memory of the page itself.
      if (protocol === 'blob:') return;
      if (hostname !== '127.0.0.1') this.complaints.push(`asked ${request.url()}`);
    });
    await page.routeWebSocket('**/ws', (line) => {
      if (!this.#isLineUp) return void line.close({ code: 1001 });
      line.connectToServer().onMessage((message) => {
        if (this.#held === undefined) line.send(message);
        else this.#held.push(() => line.send(message));
      });
      this.#lines.add(line);
    });
  }
}
