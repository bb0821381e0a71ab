import { language } from '../../clients/web/language.ts';
import { refusalText } from '../../clients/web/refusal.ts';
import { speak, texts } from '../../clients/web/texts.ts';
import { refusedMessage } from '../../protocol/refused.ts';
import { refusals } from '../../protocol/refusals.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the words of the page');

test.after(() => speak('en'));

test('[U302] words that depend on a number take the form of the language', async () => {
  await speak('en');
  assert.equal(
    [0, 1, 2, 1200].map((n) => texts.queue.total(n)),
    ['0 tickets', '1 ticket', '2 tickets', '1,200 tickets'],
  );
  await speak('de');
  assert.is(language.value, 'de');
  assert.equal(
    [0, 1, 2, 1200].map((n) => texts.finder.members(n)),
    ['0 Mitglieder', '1 Mitglied', '2 Mitglieder', '1.200 Mitglieder'],
  );
});

test('[D31] [D32] the page says in either language which tickets are open, and how long to wait', async () => {
  const full = refusedMessage('id', { code: 'tickets_open_full', tickets: [12, 15] });
  const soon = refusedMessage('id', { code: 'ticket_too_soon', wait_s: 1 });
  const fast = refusedMessage('id', { code: 'rate_limited', wait_s: 1_200 });
  await speak('en');
  assert.match(
    refusalText(full),
    /^You have as many open tickets .*, or close one\. Open: #12, #15\.$/u,
  );
  assert.match(refusalText(soon), / Try again in 1 second\.$/u);
  await speak('de');
  assert.match(refusalText(full), /^Mehr offene Tickets .* schließen\. Offen: #12, #15\.$/u);
  assert.match(refusalText(soon), / Wieder möglich in 1 Sekunde\.$/u);
  assert.match(refusalText(fast), / Wieder möglich in 1\.200 Sekunden\.$/u);
});

test("[U303] a refusal is said in the reader's language, with what the server says of this very case", async () => {
  const held = { code: 'ticket_held', sentence: `${refusals.ticket_held.sentence} Iris` };
  await speak('en');
  assert.is(refusalText(held), held.sentence);
  assert.match(
    refusalText({ code: 'busy', sentence: refusals.busy.sentence }),
    /Try again in a moment/u,
  );
  await speak('de');
  assert.is(refusalText(held), 'Dieses Ticket hat schon jemand übernommen. Iris');
  const strange = { code: 'of_a_later_server', sentence: 'As it says.' };
  assert.is(refusalText(strange), 'As it says.');
});

test('[U303] what the server says of a refusal in general is one sentence', () => {
  for (const { sentence } of Object.values(refusals)) assert.match(sentence, /^[^.]+\.$/u);
});

test('[U408] of a search that found more than it tells the first so many are counted, in either language', async () => {
  await speak('en');
  assert.is(texts.queue.first(10_000), 'The first 10,000 tickets');
  await speak('de');
  assert.is(texts.queue.first(10_000), 'Die ersten 10.000 Tickets');
});
