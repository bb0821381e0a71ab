import { isProperName, lookAlike } from '../../actors/roster/staff/look-alike.ts';
import { ShardKeys } from '../../actors/roster/tokens/shard-keys.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { assert, suite } from '../support/suite.ts';
import { refusedSaying } from '../../protocol/refusals.ts';
import { stage } from './stage.ts';

const test = suite('names that look the same');

// [A88] Names look the same when they differ only in width, case, invisible signs or letters that
// Unicode calls confusable; a name that shows nothing is none.
test('[A88] names that differ in width, case, invisible signs or script look the same, and no others', () => {
  const alike = [
    ['administrators', 'ａdministrators'],
    ['administrators', 'Administrators'],
    ['administrators', 'аdministrаtors'],
    ['Iris', 'lris'],
    ['Iris', 'IRIS'],
    ['Bug', 'Bu\u200dg'],
    ['Lady Iris', 'Lady\u00a0 Iris'],
    ['Lady Iris', 'Lady\u2800Iris '],
    ['mo', 'ｍο'],
    ['moon', 'm00n'],
    ['mo', 'МO'],
    ['é', 'e\u0301'],
  ] as const;
  for (const [one, other] of alike) {
    assert.is(lookAlike(one, ['somebody else', other]), other);
    assert.is(lookAlike(other, [one]), one);
  }
  for (const [one, other] of [
    ['mo', 'bo'],
    ['Bug', 'Bugs'],
    ['Müller', 'Muller'],
    ['Иван', 'Игорь'],
  ] as const) {
    assert.is(lookAlike(one, [other]), undefined, `${one} ${other}`);
  }
});

test('[A88] a name that shows nothing, or that programs keep for themselves, is none', () => {
  for (const name of ['\u3164', '\u2800', '\u115f\u1160', '\ufe0f', ' ', 'a\u200b', '__proto__']) {
    assert.not(isProperName(name));
  }
  for (const name of ['Iris', 'constructor', 'Рыба', '東京 部']) assert.ok(isProperName(name));
});

test('[A89] a user name, an alias or a shard that looks like one that there is is taken', async () => {
  const { staff, roster, writer, secrets } = await stage();
  const made = await staff.createAccount({ name: 'mo', groups: [] });
  await staff.setAlias(made.ok ? made.value.id : '', 'Counselor');
  for (const [name, other] of [
    ['ｍо', 'mo'],
    ['Сounselor', 'Counselor'],
  ] as const) {
    assert.equal(
      await staff.createAccount({ name, groups: [] }),
      refusedSaying('name_taken', `There is an account named ${other}, which looks the same.`),
    );
  }
  assert.is(roster.accounts.size, 1);
  const shards = new ShardKeys(writer, secrets);
  await shards.add('moon');
  for (const name of ['Moon', 'm00n']) {
    const added = await shards.add(name);
    assert.is(
      !added.ok && sentenceOf(added.refusal),
      'There is a shard named moon, which looks the same.',
    );
  }
});

test('[A89] a number in any script is no user name', async () => {
  const { staff } = await stage();
  for (const name of ['２', '٢', '²', ' 1 2 ']) {
    const made = await staff.createAccount({ name, groups: [] });
    assert.match(made.ok ? '' : sentenceOf(made.refusal), 'number of an account');
  }
});
