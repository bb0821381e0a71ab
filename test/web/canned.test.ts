import {
  digitPress,
  filledIn,
  keyAt,
  matching,
  playerIn,
} from '../../clients/web/canned/canned.ts';
import type { CannedReply } from '../../protocol/admin.ts';
import type { Head, Person } from '../../protocol/ticket.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('canned replies in the composer');

const fillings = { player: 'Ana', ticket: '#12', me: 'iris' };
const person = (name: string, character_name = ''): Person => ({
  account: '7',
  name,
  character: null,
  character_name,
});

// [U251] The placeholders of a canned reply are filled in, in one go, with the player as the game
// knows them, the number of the ticket and one's own name.
test('[U251] placeholders are filled in, in whatever case, each time they stand there', () => {
  assert.is(
    filledIn('Hello {player}, {Player}! I am {ME}, about {ticket}.', fillings),
    'Hello Ana, Ana! I am iris, about #12.',
  );
});

test('[U251] what is no placeholder stays, and so does a name that reads like one', () => {
  assert.is(filledIn('{shard} {} {{me}} $& $1', fillings), '{shard} {} {iris} $& $1');
  assert.is(filledIn('{player} {me}', { ...fillings, player: '{me} $&' }), '{me} $& iris');
});

test('[U251] the player is the sender by the name in the game, else who sees the ticket first', () => {
  const head = (sender: Person | null, participants: Person[]) =>
    ({ sender, participants }) as unknown as Head;
  assert.is(playerIn(head(person('ana', 'Ana the Bold'), [])), 'Ana the Bold');
  assert.is(playerIn(head(person('ana'), [person('ben')])), 'ana');
  assert.is(playerIn(head(null, [person('ben'), person('cid')])), 'ben');
  assert.is(playerIn(head(null, [])), undefined);
  assert.is(playerIn(head(person(''), [])), undefined);
});

test('[U252] typed words find the canned replies that have them all, in title or text, whatever the accents', () => {
  const reply = (title: string, text: string): CannedReply => {
    return { reply: title, title, text, own: false, created: 1 };
  };
  const all = [reply('Welcome', 'Hello {player}'), reply('Solved', 'Glad it works, hello')];
  const titles = (typed: string) => matching(all, typed).map(({ title }) => title);
  assert.equal(titles(' '), ['Welcome', 'Solved']);
  assert.equal(titles('HELLO'), ['Welcome', 'Solved']);
  assert.equal(titles('hel glad'), ['Solved']);
  assert.equal(titles('nothing'), []);
  assert.equal(titles('géLÖst I'), []);
  const turkish = [reply('İyi oyunlar', 'GROẞE Straße')];
  assert.is(matching(turkish, 'iyi strasse').length, 1);
});

test('[U253] a digit means one of the first nine canned replies, with Shift it is sent at once; where the digits themselves need Shift nothing is sent by accident', () => {
  const press = (key: string, code: string, shiftKey: boolean) =>
    digitPress({ key, code, shiftKey });
  assert.equal(press('1', 'Digit1', false), { at: 0, isSend: false });
  assert.equal(press('9', 'Numpad9', false), { at: 8, isSend: false });
  assert.equal(press('!', 'Digit1', true), { at: 0, isSend: true });
  assert.equal(press('"', 'Digit2', true), { at: 1, isSend: true });
  // A French keyboard: the digit itself is typed with Shift.
  assert.equal(press('1', 'Digit1', true), { at: 0, isSend: false });
  assert.equal(press('&', 'Digit1', false), { at: 0, isSend: false });
  assert.is(press('0', 'Digit0', false), undefined);
  assert.is(press('a', 'KeyA', false), undefined);
  assert.equal([keyAt(0), keyAt(8), keyAt(9)], ['1', '9', undefined]);
});
