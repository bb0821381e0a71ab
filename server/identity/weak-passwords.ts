/**
 * The most frequent passwords with eight characters or more, from lists of leaks, without digits
 * and signs around a word.
 */
const common = new Set(
  `
  password passwort passw0rd p@ssword p@ssw0rd pa55word passwords password password
  qwertyui qwertyuiop qwertzui qwertzuiop asdfghjk asdfghjkl zxcvbnm yxcvbnm qazwsx qazwsxedc
  1q2w3e4r 1q2w3e4r5t q1w2e3r4 q1w2e3r4t5 1qaz2wsx 1qaz2wsx3edc zaq12wsx qwer1234 asdf1234
  iloveyou ichliebedich sunshine princess football baseball basketball superman batman starwars
  trustno1 letmein welcome willkommen whatever computer internet michelle jennifer jessica
  alexander charlotte schatzi schatz hallo hallohallo hello hellohello dragon master monkey shadow
  administrator admin adminadmin root toor changeme change default secret geheim guest gast
  shardbell helpdesk gamemaster moderator support ultima ultimaonline britannia lordbritish
  blackthorn runuo servuo modernuo sphere qwerty qwertz abcdefg abc123 abcd1234 test testtest
  access11 cheese butterfly chocolate liverpool chelsea arsenal barcelona bayern fussball
  elephant mustang corvette mercedes yankees pokemon minecraft fortnite snoopy killer hunter
  1234567890 0123456789 0987654321 9876543210 123123123 123321123 147258369 741852963 159357258
  11223344 12341234 87654321 a1b2c3d4 aa123456 passpass samsung freedom jordan michael ashley
  `
    .trim()
    .split(/\s+/u),
);

/** Whether it is among the first guesses of an attacker. `names`: the names of the account. */
export function isEasyToGuess(password: string, names: readonly string[]): boolean {
  const plain = fold(password);
  const core = coreOf(plain);
  if (common.has(plain) || common.has(core)) return true;
  if (core !== '' && names.some((name) => coreOf(fold(name)) === core)) return true;
  return isRepeated(plain) || isRun(plain);
}

/** The same few characters again and again, such as `abcabcabc`. */
function isRepeated(text: string): boolean {
  return /^(.{1,4}?)\1+$/u.test(text);
}

/** Each character is the one after, or before, the one before it: `12345678`. */
function isRun(text: string): boolean {
  const codes = Array.from(text, (char) => char.codePointAt(0)!);
  return [1, -1].some((step) => codes.every((code, i) => i === 0 || code === codes[i - 1]! + step));
}

function fold(text: string): string {
  return text.trim().normalize('NFKC').toLowerCase();
}

/** Without digits and signs before and after a word. */
function coreOf(text: string): string {
  return text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}
