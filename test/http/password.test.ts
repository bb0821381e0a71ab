import { passwordFault, Passwords } from '../../server/identity/password.ts';
import { cheap } from './site.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('passwords');

test('[H22] a password is kept so that only it fits, in either Unicode form', async () => {
  const passwords = new Passwords();
  const kept = (await passwords.hash('caf\u00e9 au lait'))!;
  assert.match(kept, /^scrypt\$15\$8\$3\$[\w-]{22}\$[\w-]{43}$/u);
  assert.is(await passwords.verify('cafe\u0301 au lait', kept), 'right');
  assert.is(await passwords.verify('cafe au lait', kept), 'wrong');
  assert.is.not(await passwords.hash('caf\u00e9 au lait'), kept);
});

test('[H23] one password at a time is tried, and only so many wait; nobody’s costs a turn too', async () => {
  const passwords = new Passwords(cheap);
  // One is under way, and 64 wait.
  const tries = Array.from({ length: 67 }, () => passwords.verify('any', null));
  const verdicts = await Promise.all(tries);
  assert.is(verdicts.filter((verdict) => verdict === 'wrong').length, 65);
  assert.equal(verdicts.slice(65), ['busy', 'busy']);
  assert.is(await passwords.verify('any', null), 'wrong');
});

test('[H24] a new password is neither blank nor short nor endless', () => {
  assert.is(passwordFault('       ', []), 'The password is blank.');
  assert.is(passwordFault('1234567', []), 'The password is shorter than 8 characters.');
  assert.is(passwordFault('x'.repeat(201), []), 'The password is longer than 200 characters.');
  assert.is(passwordFault('kelp-ford', []), undefined);
});

test('[H155] what anybody would try first is no new password, and the names of the account are none', () => {
  const names = ['Ironmonger', 'Lady Iris', '12'];
  const easy = [
    'password',
    'PassWord1!',
    'ｐａｓｓｗｏｒｄ',
    '12345678',
    '87654321',
    'abcdefgh',
    'aaaaaaaa',
    'abcabcabc',
    'Passwort2024',
    'qwertzui',
    'ironmonger',
    'IRONMONGER7',
    'lady iris',
  ];
  for (const one of easy) assert.match(passwordFault(one, names) ?? one, 'anybody would try');
  const good = ['correct horse battery', 'ironmonger sells kelp', '12 lady kelp', 'xyzzy plugh'];
  for (const one of good) assert.is(passwordFault(one, names), undefined, one);
});
