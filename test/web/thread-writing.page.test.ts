import type { Game, GamePlayer } from '../support/game.ts';
import { assert, suite } from '../support/suite.ts';
import { ThreadStage } from './thread-stage.ts';
import type { Visitor } from './visitor.ts';

const test = suite('messages of one ticket in the browser', { limit_ms: 60_000 });

const stage = new ThreadStage();
let game: Game;
let ana: GamePlayer;
let iris: Visitor;
let ben: Visitor;

test.before(async () => {
  await stage.start();
  ({ game, ana, iris, ben } = stage);
});
test.after(() => stage.end());

const style = ({ page }: Visitor, selector: string, property: string): Promise<unknown> =>
  page.evaluate(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`,
  );

test('[U256] a link in a message is shown whole, and marked as leading away', async () => {
  const address = 'https://wiki.example/Moongate_(Britain)?a=1&b=2#top';
  await stage.opened(`Look at ${address}, please, and javascript:alert(1)`);
  await stage.come(iris, `Look at ${address}, please, and javascript:alert(1)`);
  const link = iris.thread().getByRole('link');
  assert.is(await link.count(), 1);
  assert.is(await link.innerText(), address);
  assert.is(await link.getAttribute('href'), address);
  assert.is(await link.getAttribute('target'), '_blank');
  assert.is(await link.getAttribute('rel'), 'noopener noreferrer nofollow');
  assert.match((await link.getAttribute('title')) ?? '', /wiki\.example/u);
});

test('[U257] text stands in the direction of its own words, line by line, and turns nothing around it', async () => {
  const ticket = await stage.opened('Two directions');
  const body = 'שלום עולם\nhello world\nمرحبا';
  await ana.write(ticket, body);
  await ana.write(ticket, 'mark \u202e and on');
  await stage.come(iris, 'Two directions');
  const text = iris.thread().locator('.text', { hasText: 'hello world' });
  assert.is(await text.textContent(), body);
  /** How far each line begins and ends from the edges of its box. */
  const lines = (await iris.page.evaluate(`(() => {
    const all = [...document.querySelectorAll('.entry > .text')];
    const node = all.find((text) => text.textContent.includes('hello world'));
    const box = node.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
    return rects.map(({ left, right }) => [Math.round(left - box.left), Math.round(box.right - right)]);
  })()`)) as Array<[number, number]>;
  assert.is(lines.length, 3);
  assert.is(lines[0]![1], 0, 'Hebrew ends at the right edge');
  assert.is(lines[1]![0], 0, 'English begins at the left edge');
  assert.is(lines[2]![1], 0, 'Arabic ends at the right edge');
  assert.is(await style(iris, '.entry-name', 'unicodeBidi'), 'isolate');
});

test('[U258] a reply and a note differ in label, colour, border and button, and in what screen readers are told', async () => {
  await stage.come(iris, 'Two directions');
  const look = async () => {
    // Colours that still change into each other are none of the two.
    await iris.page.evaluate(
      'Promise.all(document.getAnimations().map(({ finished }) => finished)).then(() => undefined)',
    );
    return {
      border: await style(iris, '.composer', 'borderTopStyle'),
      back: await style(iris, '.composer', 'backgroundColor'),
      button: await iris.page.locator('.composer .primary').innerText(),
      colour: await style(iris, '.composer .primary', 'backgroundColor'),
      label: await iris.page.locator('.composer .note-label').count(),
      form: await iris.page.locator('.composer').getAttribute('aria-label'),
    };
  };
  await iris.page.keyboard.press('r');
  const reply = await look();
  const told = iris.page.getByText('Players will see this.');
  assert.is(await iris.composer().getAttribute('aria-describedby'), await told.getAttribute('id'));
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('i');
  await iris.composer('Internal note').waitFor();
  const note = await look();
  for (const key of Object.keys(reply) as Array<keyof typeof reply>) {
    assert.is.not(note[key], reply[key], key);
  }
  await iris.page.getByText('Only support will see this.').waitFor();
});

test('[U259] the drafts of both kinds survive a reload and another ticket, and are gone once they are stored', async () => {
  await stage.opened('Both kinds');
  await stage.come(iris, 'Both kinds');
  await iris.composer().fill('for the player');
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('i');
  await iris.composer('Internal note').fill('for us');
  await iris.page.reload();
  await iris.thread().waitFor();
  assert.is(await iris.composer('Internal note').inputValue(), 'for us');
  await iris.page.keyboard.press('r');
  assert.is(await iris.composer().inputValue(), 'for the player');
  await iris.button('Send reply').click();
  await iris.thread().getByText('for the player').waitFor();
  assert.is((await ana.notices.next()).text, 'for the player');
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('i');
  await iris.button('Add note').click();
  await iris.thread().getByText('for us').waitFor();
  await iris.page.getByText('Sending…').waitFor({ state: 'detached' });
  const kept = 'Object.keys(sessionStorage).filter((key) => sessionStorage[key].includes("for "))';
  assert.equal(await iris.page.evaluate(kept), []);
});

// [U260] A reply that another of support answers too is sent only when that is confirmed; a note is
// never held back.
test('[U260] whoever answers while another does is warned before, and asked again when sending', async () => {
  await stage.opened('Two answers');
  await stage.come(iris, 'Two answers');
  await stage.come(ben, 'Two answers');
  await ben.composer().pressSequentially('I am');
  await iris.page.getByText('ben is writing…').waitFor();
  await iris.composer().fill('I am first');
  const warning = iris.page.getByRole('alert').filter({ hasText: 'ben is answering too.' });
  await warning.waitFor();
  await iris.button('Send reply').click();
  await iris.button('Send anyway').waitFor();
  assert.is(await iris.composer().inputValue(), 'I am first');
  assert.is(await iris.thread().getByText('I am first').count(), 0);
  await iris.button('Send anyway').click();
  await iris.thread().getByText('I am first').waitFor();
  // Ben had begun before it came.
  await ben.page.getByText('iris answered while you were writing.').waitFor();
  await ben.button('Send reply').click();
  await ben.composer().fill('');
  await ben.page.getByText('iris answered while you were writing.').waitFor({ state: 'detached' });
  await ben.composer().fill('As iris said.');
  await ben.button('Send reply').click();
  await iris.thread().getByText('As iris said.').waitFor();
});

test('[U260] a note is not held back for whoever else writes', async () => {
  await ben.composer().pressSequentially('Now');
  await iris.page.getByText('ben is writing…').waitFor();
  await iris.page.keyboard.press('Escape');
  await iris.page.keyboard.press('i');
  await iris.composer('Internal note').fill('just noting');
  await iris.button('Add note').click();
  await iris.thread().getByText('just noting').waitFor();
  await ben.composer().fill('');
});

test('[U266] a reply that is refused while another is typed comes back before it', async () => {
  const ticket = await stage.opened('Refused in between');
  await stage.come(iris, 'Refused in between');
  await iris.cutLine();
  await iris.bar().waitFor();
  await iris.composer().fill('First thought');
  await iris.button('Send reply').click();
  await iris.composer().fill('Second thought');
  assert.is((await game.shard.command('s-ana', { kind: 'close' }, ticket)).t, 'done');
  await iris.restoreLine();
  await iris.page.getByRole('alert').filter({ hasText: 'closed in the meantime' }).waitFor();
  await iris.button('Reopen').click();
  await iris.button('Send reply').waitFor();
  assert.is(await iris.composer().inputValue(), 'First thought\n\nSecond thought');
  for (const visitor of [iris, ben]) assert.equal(visitor.complaints, []);
});
