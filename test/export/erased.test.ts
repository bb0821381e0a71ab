import { erased_name, erased_text } from '../../protocol/erased.ts';
import type { Entry } from '../../protocol/ticket.ts';
import { speechFor } from '../../server/export/reader.ts';
import { htmlTranscript } from '../../server/export/transcript-html.ts';
import { textTranscript } from '../../server/export/transcript-text.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('transcripts of who was erased');

test('[V81] a transcript says in the language of its reader what was erased', () => {
  const entry = {
    seq: 1,
    at: 0,
    by: { side: 'player', account: '7', name: erased_name },
    surface: 'web',
    what: { kind: 'message', body: erased_text },
  } satisfies Entry;
  const speech = speechFor({ language: 'de', zone: 'UTC' });
  for (const write of [textTranscript, htmlTranscript]) {
    const said = write(speech).entries([entry]);
    assert.match(said, /gelöschter Spieler/u);
    assert.match(said, /\(gelöscht\)/u);
    assert.not.match(said, new RegExp(`${erased_name}|\\(erased\\)`, 'u'));
  }
});
