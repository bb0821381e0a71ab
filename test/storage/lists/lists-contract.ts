import { summarize } from '../../../actors/ticket/summary.ts';
import {
  Story,
  archiving,
  closing,
  noted,
  personOf,
  reopening,
  said,
} from '../../support/story.ts';
import { assert, type Suite } from '../../support/suite.ts';
import type { Stage } from '../stage.ts';

/** The lists of tickets, and their numbers. `now` gives the stage of the test. */
export function listsContract(test: Suite, now: () => Stage): void {
  test('[J14] active tickets are listed whole, the others newest number first', async () => {
    const stage = now();
    const stories = [1, 2, 3, 4, 5].map(
      (n) => new Story(`t${9 - n}`, n, n % 2 ? ['11'] : ['11', '12']),
    );
    await Promise.all(stories.map((story) => story.open(stage)));
    const summary = (n: number) => summarize(stories[n - 1]!.state!);
    assert.equal(byNumber([...stage.tables.active()]), [1, 2, 3, 4, 5].map(summary));
    assert.is(stage.tables.closedCount(), 0);

    for (const n of [1, 2, 4, 5]) await stories[n - 1]!.commit(stage, closing);
    await stories[1]!.commit(stage, archiving);
    assert.equal([...stage.tables.active()], [summary(3)]);
    assert.equal(stage.tables.closedTickets({ limit: 9 }), [5, 4, 2, 1].map(summary));
    assert.equal(stage.tables.closedTickets({ limit: 2, before: 5 }), [4, 2].map(summary));
    assert.equal(stage.tables.closedTickets({ limit: 9, participant: '12' }), [4, 2].map(summary));
    assert.equal(stage.tables.closedTickets({ limit: 9, participant: '12', before: 4 }), [
      summary(2),
    ]);
    assert.equal(stage.tables.closedTickets({ limit: 9, participant: '13' }), []);
    assert.equal(
      [undefined, '11', '12', '13'].map((participant) => stage.tables.closedCount({ participant })),
      [4, 4, 2, 0],
    );

    await stories[3]!.commit(stage, noted('of a closed one'));
    assert.equal(stage.tables.closedTickets({ limit: 1, participant: '12' }), [summary(4)]);
    await stories[3]!.commit(stage, reopening);
    assert.equal(byNumber([...stage.tables.active()]), [summary(3), summary(4)]);
    assert.equal(stage.tables.closedTickets({ limit: 9 }), [5, 2, 1].map(summary));
    assert.equal(
      [undefined, '11', '12'].map((participant) => stage.tables.closedCount({ participant })),
      [3, 3, 1],
    );
    assert.equal(stage.tables.ticket(stories[3]!.id).state, stories[3]!.state);
  });

  test('[J15] tickets that settle in one turn are all counted', async () => {
    const stage = now();
    const stories = Array.from({ length: 40 }, (_, i) => new Story(`t${i}`, i + 1));
    await Promise.all(stories.map((story) => story.open(stage)));
    await Promise.all(stories.map((story) => story.commit(stage, closing)));
    await Promise.all(stories.slice(0, 15).map((story) => story.commit(stage, reopening)));
    assert.is(stage.tables.closedCount(), 25);
    assert.is(stage.tables.closedCount({ participant: '11' }), 25);
    assert.is(stage.tables.closedTickets({ limit: 99 }).length, 25);
    assert.is([...stage.tables.active()].length, 15);
  });

  test('[J16] many active tickets are listed while others are written', async () => {
    const stage = now();
    const stories = Array.from({ length: 600 }, (_, i) => new Story(`t${i}`, i + 1));
    await Promise.all(stories.map((story) => story.open(stage)));
    const listed: string[] = [];
    for (const { id } of stage.tables.active()) {
      if (listed.length % 100 === 0) await stories[0]!.commit(stage, said('meanwhile'));
      listed.push(id);
    }
    assert.equal(listed.toSorted(), stories.map(({ id }) => id).toSorted());
  });

  test('[J17] a participant who came or went after closing changes both lists', async () => {
    const stage = now();
    const story = new Story('t1', 1, ['11', '12']);
    await story.commit(stage, story.opening, closing);
    await story.commit(
      stage,
      { type: 'participant_removed', person: personOf('12') },
      { type: 'participants_added', people: [personOf('13')], faction: null },
    );
    const has = (participant: string) => [
      stage.tables.closedCount({ participant }),
      stage.tables.closedTickets({ limit: 9, participant }).length,
    ];
    assert.equal(['11', '12', '13'].map(has), [
      [1, 1],
      [0, 0],
      [1, 1],
    ]);
    assert.is(stage.tables.closedCount(), 1);
  });

  test('[J18] a number stands for the ticket that was stored with it', async () => {
    const stage = now();
    assert.is(stage.tables.idOfNumber(7), undefined);
    await new Story('t1', 7).open(stage);
    assert.is(stage.tables.idOfNumber(7), 't1');
    assert.is(stage.tables.idOfNumber(99), undefined);
  });
}

function byNumber<T extends { readonly number: number }>(list: readonly T[]): T[] {
  return list.toSorted((a, b) => a.number - b.number);
}
