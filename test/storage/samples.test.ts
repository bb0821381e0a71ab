import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../support/package-root.ts';
import { TestFolder } from '../support/folder.ts';
import { Story, said } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';
import { ticketNumbers } from '../support/ticket-numbers.ts';

const test = suite('the data folder of a released version');
const data = join(packageRoot, 'test', 'data');
const samples = readdirSync(data).filter((name) => name.startsWith('journal-v'));

for (const sample of samples) {
  // [J39] Every sample of a released folder opens, holds what was written, and takes more.
  test(`[J39] ${sample} opens, holds what was written, and takes more`, async () => {
    const folder = new TestFolder();
    copyFileSync(join(data, sample, 'data.mdb'), join(folder.path, 'data.mdb'));
    const storage = await folder.open();

    const { state, head } = await storage.tickets.load('ticket-1');
    assert.is(state?.number, 1);
    assert.equal(state?.life, { status: 'open' });
    assert.equal(
      state?.participants.map(({ account }) => account),
      ['11', '12'],
    );
    assert.equal(state?.location, { map: 0, x: 1, y: 2, z: -3 });
    const bodies = storage.tables
      .history('ticket-1', 'support', { limit: 9 })
      .map(({ change }) => change);
    assert.equal(
      bodies.map(({ type }) => type),
      ['ticket_opened', 'message_posted', 'note_posted', 'message_posted'],
    );
    assert.equal(bodies[1], said('I am stuck \u{1f514}'));
    assert.is(storage.tables.history('ticket-1', 'public', { limit: 9 }).length, 3);
    assert.equal(storage.tickets.receipt('ticket-1', '11/c1')?.answer, { done: '11/c1' });

    assert.equal(
      [...storage.tables.active()].map(({ id }) => id),
      ['ticket-1'],
    );
    const [settled] = storage.tables.closedTickets({ limit: 9, participant: '11' });
    assert.equal([settled?.id, settled?.status, settled?.number], ['ticket-2', 'archived', 2]);
    const lists = [
      {},
      { participant: '11' },
      { participant: '12' },
      { category: 'bug' },
      { category: 'stuck' },
      { assignee: '21' },
    ];
    assert.equal(
      lists.map((list) => storage.tables.closedCount(list)),
      [1, 1, 0, 1, 0, 0],
    );
    assert.equal(storage.tables.closedNumbers({ category: 'BUG', limit: 9 }), [2]);
    assert.is(storage.tables.idOfNumber(2), 'ticket-2');
    assert.equal(storage.tables.get('notice', '11/n1'), { body: 'Where?' });
    assert.equal(storage.tables.get('roster', 'account/21'), { name: 'ada', since: 1.5 });
    assert.is(await ticketNumbers(storage).next(), 3);

    const story = new Story('ticket-1', 1, ['11', '12']);
    story.state = state ?? null;
    story.head = head;
    const last = Math.max(head, (await storage.tickets.load('ticket-2')).head);
    await story.commit(storage, said('There.'));
    assert.ok(story.head > last);
    assert.is(storage.tables.history('ticket-1', 'public', { limit: 9 }).length, 4);
    await storage.close();
    folder.remove();
  });
}

test('[J50] a folder whose words were folded in an earlier way finds them as today, and forgets them as today', async () => {
  const folder = new TestFolder();
  copyFileSync(join(data, 'journal-v2', 'data.mdb'), join(folder.path, 'data.mdb'));
  const storage = await folder.open();
  const finds = (beginning: string): boolean =>
    storage.tables.closedByWord(beginning, { limit: 9 }).length > 0;
  const words = ['istanbul', 'yolu', 'grosse', 'елка'];
  assert.equal(words.map(finds), [true, true, true, true]);

  const { state, head } = await storage.tickets.load('ticket-2');
  const story = new Story('ticket-2', 2);
  story.state = state ?? null;
  story.head = head;
  await story.commit(storage, { type: 'subject_edited', from: state!.subject, to: 'Pferd' });
  const earlier = ['i̇stanbul', 'große', 'ёлка'];
  assert.equal([...words, ...earlier].filter(finds), []);
  assert.ok(finds('pferd'));
  await storage.close();
  folder.remove();
});
