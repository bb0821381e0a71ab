import { encodeEntry } from '../../server/storage/log/entry.ts';
import { ticketSubject, type LogEntry } from '../../server/storage/log.ts';
import { receiptsOf, storiesOf, turnOf } from './storm.ts';

/** Entry after entry without end, the same each time: of positions 1, 2, 3 and so on. */
export function* stormEntries(): Generator<LogEntry> {
  const stories = storiesOf();
  for (let position = 1; ; position += 1) {
    const story = stories[position % stories.length]!;
    const record = story.record(turnOf(story), receiptsOf(story));
    const { events, receipts } = record;
    const subject = ticketSubject(story.id);
    yield { position, subject, bytes: encodeEntry(subject, { type: 'turn', events, receipts }) };
    story.wrote(record, position, position);
    story.events.length = 0;
  }
}
