/**
 * Writes the sample of today's data folder that later versions must still open:
 *
 *     node make-storage-sample.js test/data/journal-v2
 *
 * Run once for each schema of `server/storage/folder/folder-schema.ts`, before that is raised; a sample that was released stays as it is.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '../../actors/ticket/event.ts';
import { openRoot } from '../../server/storage/lmdb/databases.ts';
import { TestFolder } from './folder.ts';
import { ticketNumbers } from './ticket-numbers.ts';
import { Story, archiving, closing, noted, receiptOf, said } from './story.ts';
import { writeRecords } from './put-records.ts';

const [target = ''] = process.argv.slice(2);
const file = join(target, 'data.mdb');
if (target === '' || existsSync(file)) throw new Error(`give a folder without a sample: ${target}`);

const folder = new TestFolder();
const storage = await folder.open();
const numbers = ticketNumbers(storage);
const active = new Story('ticket-1', (await numbers.next())!, ['11', '12']);
await active.commitWith(
  storage,
  [receiptOf('11/c1', 1_700_000_000_000)],
  active.opening,
  said('I am stuck \u{1f514}'),
);
await active.commit(storage, noted('looks like the bank again'), said('Where?'));
const archived = new Story('ticket-2', (await numbers.next())!);
await archived.commit(
  storage,
  { ...archived.opening, subject: 'İstanbul yolu, große ёлка' } as Change,
  said('I am stuck'),
);
await archived.commit(storage, closing, archiving);
await writeRecords(storage, [
  { space: 'roster', key: 'account/21', value: { name: 'ada', since: 1.5 } },
]);
await writeRecords(storage, [{ space: 'notice', key: '11/n1', value: { body: 'Where?' } }]);
await storage.close();

mkdirSync(target, { recursive: true });
const root = openRoot(folder.path);
// Compacted: without the pages that are free.
await root.backup(target, true);
await root.close();
folder.remove();
