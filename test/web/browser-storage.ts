import { forgetConversations } from '../../clients/web/ticket/conversation.ts';

/** The storage of one browser, whose names are its own keys. */
export class BrowserStorage {
  static quota_chars = Infinity;

  setItem(name: string, value: string): void {
    const used = Object.values(this).reduce((sum, one: string) => sum + one.length, value.length);
    if (used > BrowserStorage.quota_chars) throw new Error('QuotaExceededError');
    Object.assign(this, { [name]: value });
  }

  getItem(name: string): string | null {
    return (Reflect.get(this, name) as string | undefined) ?? null;
  }

  removeItem(name: string): void {
    Reflect.deleteProperty(this, name);
  }
}

declare global {
  // Of the browser, whose types the tests are not built with.
  var localStorage: BrowserStorage;
}

/** Before each test: a browser that has kept nothing yet. */
export function openBrowser(): void {
  globalThis.localStorage = new BrowserStorage();
}

/** After each test. */
export function closeBrowser(): void {
  BrowserStorage.quota_chars = Infinity;
  forgetConversations();
  Reflect.deleteProperty(globalThis, 'localStorage');
}
