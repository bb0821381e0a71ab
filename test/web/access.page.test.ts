import type { Browser } from 'playwright-core';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';
import { Visitor } from './visitor.ts';

const test = suite('pages for everybody', { limit_ms: 120_000 });

/** A person and a place, what to do there first, and what is there when it is done. */
interface Screen {
  readonly name: string;
  readonly who: 'ada' | 'pia' | 'nobody';
  readonly hash: string;
  readonly heading: string;
  open?(visitor: Visitor): Promise<void>;
}

async function press({ page }: Visitor, key: string, dialog: string): Promise<void> {
  await page.keyboard.press(key);
  await page.getByRole('dialog', { name: dialog }).waitFor();
}

const screens: readonly Screen[] = [
  { name: 'sign-in', who: 'nobody', hash: '', heading: 'Sign in' },
  { name: 'link', who: 'nobody', hash: '#link=secret', heading: 'Welcome back' },
  { name: 'queue', who: 'ada', hash: '#/queue', heading: 'Queue' },
  { name: 'empty', who: 'ada', hash: '#/queue?view=mine', heading: 'Nothing here' },
  { name: 'ticket', who: 'ada', hash: '#/queue', heading: 'Lost in the woods', open: openFirst },
  { name: 'gone', who: 'ada', hash: '#/queue/none', heading: 'Not available' },
  { name: 'support', who: 'ada', hash: '#/new/support', heading: 'New ticket by support' },
  { name: 'mine', who: 'pia', hash: '#/mine', heading: 'My tickets' },
  { name: 'own', who: 'pia', hash: '#/mine', heading: 'Lost in the woods', open: openFirst },
  { name: 'new', who: 'pia', hash: '#/new', heading: 'New ticket' },
  { name: 'settings', who: 'ada', hash: '#/admin/settings', heading: 'Tickets Auto Archive' },
  { name: 'groups', who: 'ada', hash: '#/admin/groups', heading: 'moderators' },
  { name: 'accounts', who: 'ada', hash: '#/admin/accounts', heading: 'Administration' },
  { name: 'shards', who: 'ada', hash: '#/admin/shards', heading: 'yew' },
  { name: 'canned', who: 'ada', hash: '#/admin/canned', heading: 'Administration' },
  { name: 'filters', who: 'ada', hash: '#/queue?words=nothing', heading: 'Nothing here' },
  { name: 'audit', who: 'ada', hash: '#/admin/audit', heading: 'shard yew' },
  {
    name: 'palette',
    who: 'ada',
    hash: '#/queue',
    heading: 'Queue',
    open: (visitor) => press(visitor, 'Control+k', 'Find a command'),
  },
  {
    name: 'map',
    who: 'ada',
    hash: '#/queue',
    heading: 'Queue',
    open: (visitor) => press(visitor, '?', 'Keyboard'),
  },
  {
    name: 'preferences',
    who: 'ada',
    hash: '#/queue',
    heading: 'Queue',
    async open({ page }) {
      await page.getByRole('button', { name: 'Preferences of' }).click();
      await page.getByRole('dialog', { name: 'Preferences' }).waitFor();
    },
  },
];

async function openFirst(visitor: Visitor): Promise<void> {
  await visitor.openTicket('Lost in the woods');
}

let server: LiveServer;
let browser: Browser;
const visitors = new Map<string, Visitor>();

test.before(async () => {
  server = await LiveServer.start();
  browser = await launchBrowser();
  for (const name of ['ada', 'pia', 'nobody']) {
    visitors.set(name, await Visitor.come(browser));
  }
  const [ada, pia] = [visitors.get('ada')!, visitors.get('pia')!];
  await ada.signIn(await server.staffLink('ada', 'administrators'));
  await pia.signIn(await server.staffLink('pia', 'players'));
  await server.run('shard', 'add', 'yew');
  for (const subject of ['Lost in the woods', 'A very long subject '.repeat(5).trim()]) {
    await pia.page.goto(`${server.address}/#/new`);
    await pia.page.getByLabel('What happened?').fill(subject);
    await pia.button('Send ticket').click();
    await pia.thread().waitFor();
  }
  await ada.openTicket('Lost in the woods');
  await ada.composer().fill('Which way did you come?');
  await ada.button('Send reply').click();
  await ada.page.keyboard.press('Escape');
  await ada.page.keyboard.press('i');
  await ada.composer('Internal note').fill('Was lost yesterday too');
  await ada.button('Add note').click();
  await ada.thread().getByText('Was lost yesterday too').waitFor();
});

test.after(async () => {
  await browser?.close();
  await server?.end();
});

let loads = 0;

/** Anew, so that nothing of the screen before is left: another hash alone would load nothing. */
async function show({ who, hash, heading, open }: Screen): Promise<Visitor> {
  const visitor = visitors.get(who)!;
  loads += 1;
  await visitor.page.goto(`${server.address}/?${loads}${hash}`);
  if (open === undefined) {
    await visitor.page.getByRole('heading', { name: heading }).first().waitFor();
  } else {
    await visitor.page.getByRole('main').getByRole('heading').first().waitFor();
    await open(visitor);
  }
  return visitor;
}

for (const colorScheme of ['light', 'dark'] as const) {
  // [U350] axe finds no fault with any screen, light and dark.
  test(`[U350] axe finds no fault with any screen, ${colorScheme}`, async () => {
    for (const screen of screens) {
      await visitors.get(screen.who)!.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { page } = await show(screen);
      const faults = await faultsOf(page);
      assert.equal(faults, [], `${screen.name}: ${faults.join('\n')}`);
    }
  });
}

for (const [name, width, height] of [
  ['a phone of 320 pixels', 320, 640],
  ['200 % zoom', 640, 400],
] as const) {
  // [U351] No screen scrolls sideways, on a phone of 320 pixels and at 200 % zoom.
  test(`[U351] no screen scrolls sideways, on ${name}`, async () => {
    for (const screen of screens) {
      await visitors.get(screen.who)!.page.setViewportSize({ width, height });
      const { page } = await show(screen);
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      assert.ok((wide as number) <= width, `${screen.name} is ${String(wide)} wide`);
    }
  });
}

test('[U352] on a phone every section of the header is in view', async () => {
  const { page } = visitors.get('ada')!;
  await page.setViewportSize({ width: 320, height: 640 });
  // German words are the longer ones.
  await page.evaluate(`localStorage.setItem('shardbell.preferences', '{"language":"de"}')`);
  await show({ name: 'queue', who: 'ada', hash: '#/queue', heading: 'Warteschlange' });
  for (const one of await page
    .getByRole('navigation', { name: 'Bereiche' })
    .getByRole('link')
    .all()) {
    const box = (await one.boundingBox())!;
    assert.ok(box.x >= 0 && box.x + box.width <= 320, await one.innerText());
  }
  await page.evaluate(`localStorage.removeItem('shardbell.preferences')`);
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('[U353] nothing moves for whoever wants no motion', async () => {
  const { page } = visitors.get('ada')!;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const screen of screens.filter(({ who }) => who === 'ada')) {
    await show(screen);
    const longest = await page.evaluate(`Math.max(0, ...document.getAnimations()
      .map((one) => one.effect.getComputedTiming().endTime))`);
    assert.ok((longest as number) < 300, `${screen.name}: ${String(longest)} ms`);
  }
});

test('[U354] what has the focus shows it', async () => {
  const { page } = await show(screens.find(({ name }) => name === 'queue')!);
  await page.getByRole('table').waitFor();
  const seen = new Set<string>();
  for (;;) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate('document.activeElement === document.body')) === true) break;
    const [what, shown] = (await page.evaluate(`(() => {
      const { activeElement } = document;
      // A row shows it as a whole.
      const styles = [activeElement, activeElement.closest('[data-place]')]
        .filter((one) => one !== null)
        .flatMap((one) => [getComputedStyle(one), getComputedStyle(one, '::after')]);
      const shown = styles.map((one) => one.outlineStyle + ' ' + one.outlineWidth);
      return [activeElement.outerHTML.slice(0, 120), shown.join(', ')];
    })()`)) as [string, string];
    if (seen.has(what)) break;
    seen.add(what);
    assert.match(shown, /solid [2-9]px/u, what);
  }
  assert.ok(seen.size >= 8, [...seen].join('\n'));
});

test('[U355] support and players do their whole work by the keyboard alone', async () => {
  const [ada, pia] = [visitors.get('ada')!, visitors.get('pia')!];
  const subject = 'By keys alone';
  await show({ name: 'mine', who: 'pia', hash: '#/mine', heading: 'My tickets' });
  await pia.page.keyboard.press('n');
  const field = pia.page.getByLabel('What happened?');
  await field.waitFor();
  await tabTo(pia, 'textarea');
  await pia.page.keyboard.type(subject);
  await tabTo(pia, 'button[type="submit"]');
  await pia.page.keyboard.press('Enter');
  await pia.thread().waitFor();

  await show({ name: 'queue', who: 'ada', hash: '#/queue?sort=newest', heading: 'Queue' });
  await ada.row(subject).waitFor();
  for (const key of ['j', 'o']) await ada.page.keyboard.press(key);
  await ada.page.getByRole('heading', { name: subject }).waitFor();
  await ada.page.keyboard.press('a');
  await ada.thread().getByText('took the ticket').waitFor();
  await ada.page.keyboard.press('r');
  await ada.page.keyboard.type('Well done');
  await ada.page.keyboard.press('Control+Enter');
  await pia.thread().getByText('Well done').waitFor();
  await ada.page.keyboard.press('Escape');
  await ada.page.keyboard.press('e');
  await ada.thread().getByText('closed the ticket').waitFor();
  await ada.page.keyboard.press('u');
  await ada.page.getByRole('heading', { name: 'Queue' }).waitFor();
});

async function tabTo({ page }: Visitor, selector: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    if (
      (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) === true
    ) {
      return;
    }
  }
  throw new Error(`no ${selector} to be reached`);
}
