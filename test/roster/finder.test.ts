import { assert, suite } from '../support/suite.ts';
import { stage, type Stage } from './stage.ts';

const test = suite('finder');

async function tell(on: Stage, account: string, name: string, ...characters: string[]) {
  await on.roster.upsertAccount('moon', { account, name });
  for (const character of characters) {
    await on.roster.upsertCharacter('moon', { account, character, name: character });
  }
}

function found({ roster }: Stage, words: string, limit = 50): string[] {
  return roster.finder
    .find(words, limit)
    .map(({ account, character }) =>
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

test('[A43] an account is found by the beginnings of words in its names, in whatever case and order', async () => {
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

test('[A44] a character is told where its name alone matches', async () => {
  const on = await people();
  assert.equal(found(on, 'gand'), ['Ann Marie as Gandalf the Grey']);
  assert.equal(found(on, 'grey marie'), ['Ann Marie as Gandalf the Grey']);
  assert.equal(found(on, 'mar'), ['Ann Marie']);
  assert.equal(found(on, 'ÆR'), ['龍𠮷 as Ærlig']);
});

test('[A45] a new name is found at once, the old one no longer, and all of it after a restart', async () => {
  const on = await people();
  await tell(on, 'a-4', 'Zoe');
  await on.staff.createAccount({ name: 'Zoltan', groups: [] });
  for (const one of [on, await stage(on.store)]) {
    assert.equal(found(one, 'ann'), ['Ann Marie']);
    assert.equal(found(one, 'zo'), ['Zoe', 'Zoltan']);
  }
});

test('[A46] as many are told as were asked for, the first by name', async () => {
  const on = await stage();
  for (let i = 30; i > 0; i--) await tell(on, `a-${i}`, `Same ${String(i).padStart(2, '0')}`);
  assert.equal(found(on, 'same', 3), ['Same 01', 'Same 02', 'Same 03']);
});

test('[A47] accounts come in pages from the highest number down, each once', async () => {
  const on = await people();
  await on.staff.createAccount({ name: 'mo', groups: ['moderators'] });
  await on.staff.createAccount({ name: 'ada', groups: [] });
  const names = (wanted: { staff: boolean; words?: string; before?: number }, limit = 2) =>
    on.roster.finder.page(wanted, limit).map(({ name }) => name);
  const all: string[] = [];
  for (let before: number | undefined; ;) {
    const wanted = before === undefined ? { staff: false } : { staff: false, before };
    const page = on.roster.finder.page(wanted, 2);
    if (page.length === 0) break;
    all.push(...page.map(({ name }) => name));
    before = Number(page.at(-1)!.id);
  }
  assert.equal(all, ['ada', 'mo', '☠ ☠', 'annabel', '龍𠮷', "Conan O'Brien", 'Ann Marie']);
  assert.equal(names({ staff: true }, 9), ['ada', 'mo']);
  // 龍𠮷 plays Ærlig.
  assert.equal(names({ staff: false, words: 'a' }, 9), ['ada', 'annabel', '龍𠮷', 'Ann Marie']);
  const [, second] = on.roster.finder.page({ staff: false, words: 'a' }, 2);
  assert.equal(names({ staff: false, words: 'a', before: Number(second!.id) }), [
    '龍𠮷',
    'Ann Marie',
  ]);
});
