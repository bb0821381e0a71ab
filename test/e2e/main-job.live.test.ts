import { DeskPage } from '../support/desk-page.ts';
import { Game, numberIn, type GamePlayer } from '../support/game.ts';
import { kill_words, LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('main job', { limit_ms: 120_000 });

let server: LiveServer;
let game: Game;
let desk: DeskPage;
let ana: GamePlayer;
/** The id of Ana's ticket, as her game learned it from the first notice. */
let ticket = '';

test.before(async () => {
  server = await LiveServer.start('killing');
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  desk = await DeskPage.signIn(await server.staffLink('iris'));
});

test.after(async () => {
  game?.shard.close();
  await desk?.close();
  await server?.end();
});

test('[E1] a player rings in the game, a moderator answers in the browser, the answer is read in the game', async () => {
  ana = game.logIn('s-ana', { id: '0x1A', name: 'ana' }, { id: '0x40', name: 'Ana the Bold' });
  const number = numberIn(await ana.ring('My character is stuck', '  I am stuck\nin a wall  '));

  const row = desk.row(number);
  await row.waitFor();
  const cells = await row.getByRole('cell').allInnerTexts();
  assert.match(cells.join(' | '), /I am stuck \| Stuck \| Open \| Needs attention/u);
  assert.match(cells.join(' | '), /ana\s+Ana the Bold \| .*1417, 1692/u);

  await desk.open(number);
  assert.equal(await desk.messages(), ['I am stuck\nin a wall']);
  await desk.reply('On my way.');
  const notice = await ana.notices.next();
  assert.equal([notice.number, notice.text, notice.kind], [number, 'On my way.', 'reply']);
  ticket = notice.ticket!;

  assert.is((await ana.write(ticket, 'Thank you!')).t, 'done');
  await desk.seesMessage('Thank you!');
  await desk.page.getByRole('button', { name: 'Close', exact: true }).click();
  await desk.page.getByText('This ticket is closed').waitFor();
  const refused = await ana.write(ticket, 'one more thing');
  assert.is(refused.t === 'refused' && refused.code, 'ticket_closed');
  await desk.page.getByRole('button', { name: 'Reopen', exact: true }).click();
  await desk.page.getByRole('textbox', { name: 'Reply' }).waitFor();
});

test('[E2] killed while a form is before the player: the text is offered again and becomes one ticket', async () => {
  const ben = game.logIn('s-ben', { id: '0x1B', name: 'ben' }, { id: '0x41', name: 'Ben' });
  void ben.help();
  // Until it is answered, the first form would be lost too, and offered again.
  const chosen = ben.press(await ben.nextForm(), 'A question');
  const form = await ben.nextForm();
  await chosen;
  await server.kill();
  await server.start('killing');
  void ben.press(form, 'Send', 'Typed before the crash');
  const again = await ben.nextForm();
  assert.equal(
    again.text.entries.map(({ text }) => text),
    ['Typed before the crash'],
  );
  assert.match(again.text.words.join(' '), /restarted/u);
  void ben.press(again, 'Send');
  const number = numberIn((await ben.nextForm()).text);

  await desk.connected();
  await desk.page.getByRole('link', { name: /Queue/u }).first().click();
  await desk.row(number).waitFor();
  const subjects = await desk.page.getByRole('link', { name: 'Typed before the crash' }).count();
  assert.is(subjects, 1);
});

test('[E3] killed between the commit of a message and its answer: it is there once, and answered', async () => {
  await desk.page.getByRole('link', { name: 'I am stuck' }).click();
  await desk.opened();
  const body = `It happened again ${kill_words.after_commit}`;
  const outcome = ana.write(ticket, body);
  await server.died();
  await server.start('killing');
  assert.is((await outcome).t, 'done');
  await desk.connected();
  await desk.seesMessage(body);
  const messages = await desk.messages();
  assert.equal(messages, ['I am stuck\nin a wall', 'On my way.', 'Thank you!', body]);
});

test('[E4] killed between a reply and its notice: the player gets it once after the restart', async () => {
  const body = `Fixed for good ${kill_words.before_notice}`;
  await desk.reply(body);
  await server.died();
  await server.start();
  const notice = await ana.notices.next();
  assert.is(notice.text, body);
  await desk.connected();
  await desk.seesMessage(body);
  await desk.reply('Anything else?');
  assert.is((await ana.notices.next()).text, 'Anything else?');
  assert.equal(
    ana.notices.all.map(({ text }) => text),
    ['On my way.', body, 'Anything else?'],
  );
  await desk.seesMessage('Anything else?');
  assert.is((await desk.messages()).length, 6);
});

test('[E5] what was answered while the player was away is there at the next login', async () => {
  game.logOff('s-ana');
  await desk.reply('See you later.');
  await desk.seesMessage('See you later.');
  const back = game.logIn(
    's-ana-2',
    { id: '0x1A', name: 'ana' },
    { id: '0x40', name: 'Ana the Bold' },
  );
  assert.is((await back.notices.next()).text, 'See you later.');
  assert.equal(desk.complaints, []);
});
