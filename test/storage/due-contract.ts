import type { Applied } from '../../server/storage/applied.ts';
import { notices_per_account_max } from '../../server/storage/apply/notice-rows.ts';
import { playing } from '../support/players.ts';
import { Story, noted, receiptOf, said } from '../support/story.ts';
import { assert, type Suite } from '../support/suite.ts';
import type { Stage } from './stage.ts';

const setUp = { space: 'discord', key: 'meta', value: { since: 1 } } as const;

/** What entries make for others to do, and how it ends. `now` gives the stage of the test. */
export function dueContract(test: Suite, now: () => Stage): void {
  test('[J11] from when Discord is set up each turn makes its ticket due for it, at the turn’s position; what is due is listed by key', async () => {
    const stage = now();
    const { tables } = stage;
    const a = new Story('t1', 1);
    const b = new Story('t2', 2);
    await a.open(stage);
    assert.equal(tables.due('discord', { limit: 9 }), []);
    await Promise.all([stage.write([setUp]), b.open(stage)]);
    assert.equal(tables.due('discord', { limit: 9 }), [{ key: 't2', position: b.head }]);
    await a.commit(stage, noted('look'));
    await b.commitWith(stage, [receiptOf('11/c1', 1)]);
    assert.equal(tables.due('discord', { limit: 9 }), [
      { key: 't1', position: a.head },
      { key: 't2', position: b.head },
    ]);
    assert.equal(tables.due('discord', { limit: 1 }), [{ key: 't1', position: a.head }]);
    assert.equal(tables.due('discord', { after: 't1', limit: 9 }), [
      { key: 't2', position: b.head },
    ]);
    assert.equal(
      ['t1', 't2', 't3'].map((id) => tables.dueAt('discord', id)),
      [a.head, b.head, 0],
    );
  });

  test('[J13] an entry ends what was due up to a position, with what came of it or not at all; what was made due later stays due', async () => {
    const stage = now();
    const { tables } = stage;
    const story = new Story('t1', 1);
    await stage.write([setUp]);
    await story.open(stage);
    const looked = story.head;
    const done = (upTo: number) => [{ work: 'discord', key: 't1', upTo }] as const;
    const put = { space: 'discord', key: 'ticket/t1', value: 1 } as const;
    await story.commit(stage, said('Where?'));
    await stage.write([put], done(looked));
    assert.is(tables.dueAt('discord', 't1'), story.head);
    assert.is(tables.get('discord', 'ticket/t1'), 1);
    const bad = { ...put, key: '' };
    assert.is((await stage.write([bad], done(story.head))).kind, 'rejected');
    assert.is(tables.dueAt('discord', 't1'), story.head);

    const before = story.head;
    // With one flush: it was looked at before it was said, and after.
    await Promise.all([stage.write([], done(before)), story.commit(stage, said('There?'))]);
    assert.is(tables.dueAt('discord', 't1'), story.head);
    const second = new Story('t2', 2);
    await Promise.all([
      second.open(stage),
      stage.write([], [{ work: 'discord', key: 't2', upTo: story.head + 1 }]),
    ]);
    assert.is(tables.dueAt('discord', 't2'), 0);
    await stage.write([], done(story.head));
    assert.equal(tables.due('discord', { limit: 9 }), []);
    assert.is((await stage.write([], done(story.head))).kind, 'durable');
  });

  // [J12] Whoever follows is told what became due and what was done, once that can be read.
  test('[J12] whoever follows is told what became due and what was done, once it can be read', async () => {
    const stage = now();
    const { tables, replica } = stage;
    const told: Array<Applied['due']> = [];
    const read: number[] = [];
    replica.onApplied(({ due }) => {
      told.push(due);
      for (const { work, key } of due) read.push(tables.dueAt(work, key));
    });
    const story = new Story('t1', 1);
    await stage.write([setUp]);
    await story.open(stage);
    const { head } = story;
    await stage.write([], [{ work: 'discord', key: 't1', upTo: head }]);
    await stage.write([], [{ work: 'discord', key: 't1', upTo: head }]);
    const about = { work: 'discord', key: 't1' };
    assert.equal(told, [[], [{ ...about, position: head }], [{ ...about, position: 0 }], []]);
    assert.equal(read, [head, 0]);
  });

  test('[N51] a reply and its notices are one entry: nobody reads one without the other', async () => {
    const stage = now();
    const { tables, replica } = stage;
    const kept = () => tables.list('notice', { prefix: '', limit: 99 });
    const seen: unknown[] = [];
    replica.onApplied((applied) => {
      if (applied.type === 'turn') seen.push([applied.noticed, kept().map(({ key }) => key)]);
    });
    const story = new Story('t1', 7, ['11', '12', '21', '13']);
    // The account of one that wrote is there in the same flush; 13 is on no shard.
    await Promise.all([
      stage.write(playing('11', '12', '21')),
      stage.write([{ space: 'roster', key: 'account/13', value: { id: '13', shard: null } }]),
      story.commit(stage, story.opening, noted('for us'), said('for you')),
    ]);
    const keys = ['11', '12'].map((account) => `${account}/001700000000002.t1.0000002`);
    assert.equal(seen, [[['11', '12'], keys]]);
    const value = { ticket: 't1', number: 7, publicSeq: 2 };
    assert.equal(
      kept(),
      keys.map((key) => ({ key, value })),
    );
    await story.commit(stage, noted('again'));
    assert.equal(seen.at(-1), [[], keys]);
  });

  test('[N14] of more notices than one account may have waiting, the newest are kept, also of one flush', async () => {
    const stage = now();
    const { tables } = stage;
    await stage.write(playing('11'));
    const keys = () => tables.list('notice', { prefix: '11/', limit: 999 }).map(({ key }) => key);
    const shown = (key: string) => stage.write([{ space: 'notice', key, value: undefined }]);
    const stories = Array.from({ length: 8 }, (_, i) => new Story(`t${i}`, i + 1));
    const reply = (story: Story, count: number) =>
      story.commit(stage, ...Array.from({ length: count }, () => said('Where?')));
    for (const story of stories) await story.commit(stage, story.opening);
    for (const story of stories) await reply(story, 12);
    const made = stories.flatMap(({ id, events }) =>
      events.slice(1).map(({ at, publicSeq }) => {
        return `11/${String(at).padStart(15, '0')}.${id}.${String(publicSeq).padStart(7, '0')}`;
      }),
    );
    assert.equal(keys(), made.toSorted());
    // One that is shown in the flush makes room in it, whichever comes first.
    const [oldest = '', next = ''] = keys();
    await Promise.all([shown(oldest), reply(stories[0]!, 4), shown(next), reply(stories[1]!, 4)]);
    assert.is(keys().length, notices_per_account_max);
    assert.not(keys().some((key) => key === oldest || key === next));
    const before = keys();
    await Promise.all([reply(stories[2]!, 1), reply(stories[3]!, 2)]);
    assert.is(keys().length, notices_per_account_max);
    assert.equal(
      keys().filter((key) => before.includes(key)),
      before.slice(3),
    );
  });
}
