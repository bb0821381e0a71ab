import type { StoredReceipt } from '../../../actors/runtime/store.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { isActive } from '../../../actors/ticket/state.ts';
import { summarize } from '../../../actors/ticket/summary.ts';
import { TestFolder } from '../../support/folder.ts';
import { StorageProcess } from '../../support/storage-process.ts';
import { receiptsOf, storiesOf, turnOf } from '../../support/storm.ts';
import type { Story } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('a killed server');
const rounds = 6;
const entries_max = 100_000;

test('[J45] everything that was acknowledged is there after SIGKILL, whole and in step', async () => {
  const folder = new TestFolder();
  const acknowledged = new Map<string, number>();
  let commits = 0;
  let lastOffset = 0;
  for (let round = 0; round < rounds; round += 1) {
    const child = new StorageProcess('storm', folder.path);
    const wanted = 1 + Math.floor(Math.random() * 400);
    const lines: string[] = [];
    while (lines.length < wanted) lines.push(await child.line());
    await child.kill();
    lines.push(...(await child.rest()));
    for (const line of lines) {
      const [id = '', head, offset] = line.split(' ');
      acknowledged.set(id, Number(head));
      lastOffset = Math.max(lastOffset, Number(offset));
    }
    commits += lines.length;

    const storage = await folder.open();
    assert.ok(storage.records.position >= lastOffset);
    const stories = storiesOf();
    for (const story of stories) {
      const { state, head } = await storage.tickets.load(story.id);
      assert.ok(head >= (acknowledged.get(story.id) ?? 0), `${story.id} stands at ${head}`);
      replay(story, head, storage);
      assert.equal(state, story.state ?? undefined);
      assert.equal(
        storage.tables.history(story.id, 'support', { limit: entries_max }),
        story.events,
      );
      const open = story.events.filter(({ publicSeq }) => publicSeq !== null);
      assert.equal(storage.tables.history(story.id, 'public', { limit: entries_max }), open);
    }
    checkLists(storage, stories);
    await storage.close();
  }
  assert.ok(commits >= rounds);
  folder.remove();
});

/** Does in memory what the killed process did, and compares what lies beside. */
function replay(story: Story, head: number, storage: Storage): void {
  const answerOf = ({ key }: StoredReceipt) => storage.tickets.receipt(story.id, key);
  for (;;) {
    const receipts = receiptsOf(story);
    if (receipts.every((receipt) => answerOf(receipt) === undefined)) return;
    for (const receipt of receipts) {
      const { hash, answer } = receipt;
      assert.equal(answerOf(receipt), { hash, answer });
    }
    story.wrote(story.record(turnOf(story), receipts), head, head);
  }
}

function checkLists(storage: Storage, stories: readonly Story[]): void {
  const stored = stories.flatMap(({ state }) => state ?? []);
  const closed = stored.filter((ticket) => !isActive(ticket)).toReversed();
  const of12 = closed.filter(({ participants }) => participants.length === 2);
  const active = [...storage.tables.active()].toSorted((a, b) => a.number - b.number);
  assert.equal(active, stored.filter(isActive).map(summarize));
  assert.equal(storage.tables.closedTickets({ limit: 99 }), closed.map(summarize));
  assert.equal(storage.tables.closedTickets({ limit: 99, participant: '12' }), of12.map(summarize));
  assert.equal(
    [storage.tables.closedCount(), storage.tables.closedCount({ participant: '12' })],
    [closed.length, of12.length],
  );
  for (const { number, id } of stored) assert.is(storage.tables.idOfNumber(number), id);
}
