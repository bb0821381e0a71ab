import { assert, suite } from '../support/suite.ts';
import { NameIndex } from '../../actors/roster/accounts/name-index.ts';
import { finished } from '../support/turns.ts';
import { stage, type Stage } from './stage.ts';

const test = suite('finder');

async function tell(on: Stage, account: string, name: string, ...characters: string[]) {
  await on.roster.upsertAccount('moon', { account, name });
  for (const character of characters) {
    await on.roster.upsertCharacter('moon', { account, character, name: character });
  }
}

function found({ roster }: Stage, words: string, limit = 50): string[] {
  return finished(roster.finder.find(words, limit)).map(({ account, character }) =>
    character === null ? account.name : `${account.name} as ${character.name}`,
  );
}

async function people(): Promise<Stage> {
  const on = await stage();
  await tell(on, 'a-1', 'Ann Marie', 'Gandalf the Grey', 'Marlow');
  await tell(on, 'a-2', "Conan O'Brien");
  await tell(on, 'a-3', '龍𠮷', 'Ærlig');
  await tell(on, 'a-4', 'annabel');
  await tell(on, 'a-5', '☠ ☠');
  return on;
}

test('[A43] an account is found by the beginnings of words in its names, in whatever case and order and with whatever accents', async () => {
  const on = await people();
  assert.equal(found(on, 'an'), ['Ann Marie', 'annabel']);
  assert.equal(found(on, ' ANN  ma '), ['Ann Marie']);
  assert.equal(found(on, 'mar an'), ['Ann Marie']);
  assert.equal(found(on, 'brien'), ["Conan O'Brien"]);
  assert.equal(found(on, '龍'), ['龍𠮷']);
  assert.equal(found(on, 'o'), ["Conan O'Brien"]);
  assert.equal(found(on, '☠'), ['☠ ☠']);
  assert.equal(found(on, 'ÄNNÀ'), ['annabel']);
  assert.equal(found(on, 'nn'), []);
  assert.equal(found(on, ' '), []);
});

test('[A44] a look-up tells a character where its name alone matches', async () => {
  const on = await people();
  assert.equal(found(on, 'gand'), ['Ann Marie as Gandalf the Grey']);
  assert.equal(found(on, 'grey marie'), ['Ann Marie as Gandalf the Grey']);
  assert.equal(found(on, 'mar'), ['Ann Marie']);
  assert.equal(found(on, 'ÆR'), ['龍𠮷 as Ærlig']);
});

test('[A45] a new name is found at once and the old one no longer', async () => {
  const on = await people();
  await tell(on, 'a-4', 'Zoe');
  await on.staff.createAccount({ name: 'Zoltan', groups: [] });
  for (const one of [on, await stage(on.store)]) {
    assert.equal(found(one, 'ann'), ['Ann Marie']);
    assert.equal(found(one, 'zo'), ['Zoe', 'Zoltan']);
  }
});

test('[A46] a look-up tells as many as were asked for, the first by name', async () => {
  const on = await stage();
  for (let i = 30; i > 0; i--) await tell(on, `a-${i}`, `Same ${String(i).padStart(2, '0')}`);
  assert.equal(found(on, 'same', 3), ['Same 01', 'Same 02', 'Same 03']);
});

test('[A47] accounts come in pages from the highest number down, each once', async () => {
  const on = await people();
  await on.staff.createAccount({ name: 'mo', groups: ['moderators'] });
  await on.staff.createAccount({ name: 'ada', groups: [] });
  const names = (wanted: { staff: boolean; words?: string; before?: number }, limit = 2) =>
    finished(on.roster.finder.page(wanted, limit)).map(({ name }) => name);
  const all: string[] = [];
  for (let before: number | undefined; ;) {
    const wanted = before === undefined ? { staff: false } : { staff: false, before };
    const page = finished(on.roster.finder.page(wanted, 2));
    if (page.length === 0) break;
    all.push(...page.map(({ name }) => name));
    before = Number(page.at(-1)!.id);
  }
  assert.equal(all, ['ada', 'mo', '☠ ☠', 'annabel', '龍𠮷', "Conan O'Brien", 'Ann Marie']);
  assert.equal(names({ staff: true }, 9), ['ada', 'mo']);
  // 龍𠮷 plays Ærlig.
  assert.equal(names({ staff: false, words: 'a' }, 9), ['ada', 'annabel', '龍𠮷', 'Ann Marie']);
  const [, second] = finished(on.roster.finder.page({ staff: false, words: 'a' }, 2));
  assert.equal(names({ staff: false, words: 'a', before: Number(second!.id) }), [
    '龍𠮷',
    'Ann Marie',
  ]);
});

/** As many accounts as a shard of some age has; every third is also called "of the moon". */
function crowd(count: number): NameIndex {
  const namesOf = (id: string): string[] => {
    return [`player${id}`, ...(Number(id) % 3 === 0 ? [`of the moon ${id}`] : [])];
  };
  const index = new NameIndex(namesOf);
  for (let i = 0; i < count; i++) for (const name of namesOf(`${i}`)) index.add(`${i}`, name);
  return index;
}

test('[A91] among 50,000 with one beginning each is found, and a look-up reads what it tells, a step at a time', () => {
  const index = crowd(50_000);
  const first = (words: string, count = 3) => finished(index.find(words, count));
  assert.equal(first('player25000'), ['25000']);
  assert.equal(first('PLAYER4999'), ['4999', '49990', '49991']);
  assert.equal(first('p'), ['0', '1', '10']);
  assert.equal(first('moon 49998'), ['49998']);
  assert.equal(first('player49998 o'), ['49998']);
  assert.equal(first('player moon the 4999', 9), ['49992', '49995', '49998']);
  assert.equal(first('player50000'), []);
  assert.is([...index.find('player', 8)].length, 0);
});

test('[A92] all that match are in the pages of a list, however many they are', () => {
  const index = crowd(50_000);
  const count = (words: string) => finished(index.matching(words)).size;
  assert.is(count('player'), 50_000);
  assert.is(count('player moon'), 16_667);
  assert.is(count('player1'), 11_111);
  const ofBoth = Array.from({ length: 50_000 }, (_, i) => `${i}`).filter(
    (id) => id.startsWith('1') && Number(id) % 3 === 0,
  );
  assert.is(count('player1 moon the of'), ofBoth.length);
  assert.is(count('nobody'), 0);
  const steps = index.matching('player moon');
  let taken = 0;
  while (steps.next().done !== true) taken += 1;
  assert.ok(taken > 30, `${taken} steps`);
});

test('[A93] what is called so no more is found no more, whatever else it is called', () => {
  const names = new Map([['7', ['Ada', 'Ada the Bold', 'Bo']]]);
  const index = new NameIndex((id) => names.get(id) ?? []);
  for (const name of names.get('7')!) index.add('7', name);
  names.set('7', ['Ada the Bold']);
  index.remove('7', 'Ada');
  index.remove('7', 'Bo');
  assert.equal(
    ['ada', 'bold', 'bo', 'bo a'].map((words) => finished(index.find(words, 9)).length),
    [1, 1, 1, 1],
  );
  names.set('7', []);
  index.remove('7', 'Ada the Bold');
  assert.equal(finished(index.find('a', 9)), []);
});

test('[A95] staff are those who may be assigned a ticket: all of them are found without a word, in the order of their names, and nobody else is by any', async () => {
  const on = await people();
  const held = new Set(
    ['ann ma', 'brien', 'annabel'].map((words) => {
      return finished(on.roster.finder.find(words, 1))[0]!.account.id;
    }),
  );
  const those = (words?: string, limit = 50): string[] =>
    finished(on.roster.finder.those((id) => held.has(id), words, limit)).map(
      ({ account }) => account.name,
    );
  assert.equal(those(), ['Ann Marie', 'annabel', "Conan O'Brien"]);
  assert.equal(those(undefined, 2), ['Ann Marie', 'annabel']);
  assert.equal(those('an'), ['Ann Marie', 'annabel']);
  assert.equal(those('龍'), []);
});
