import { language } from '../../clients/web/i18n/language.ts';
import { discordProblemText } from '../../clients/web/admin/discord-problem.ts';
import { refusalText } from '../../clients/web/lib/refusal.ts';
import { adminTexts, loadAdminTexts, speak, texts } from '../../clients/web/i18n/texts.ts';
import {
  discordActions,
  discordProblems,
  type AboutDiscord,
  type DiscordProblemCode,
} from '../../protocol/discord-problems.ts';
import { discordProblem } from '../../protocol/discord-sentences.ts';
import { limits } from '../../protocol/limits.ts';
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

// [U303] A refusal is said in the reader's language, with what the server says of this very case.
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

const aboutDiscord: AboutDiscord = {
  server: '11111111111111111',
  category: '22222222222222222',
  role: '33333333333333333',
  bot: '44444444444444444',
  ticket: 4711,
  tickets: [4712, 4713],
  more: 4714,
  waiting: 4715,
  closed: 4716,
  deed: 'make',
  missing: ['PinMessages', 'ManageRoles'],
  detail: 'as Discord says',
};

test('[U442] each problem with Discord has words in both languages, which name what it is about', async () => {
  await speak('en');
  await loadAdminTexts();
  const codes = Object.keys(discordProblems) as DiscordProblemCode[];
  const said = new Map<string, string>();
  for (const spoken of ['en', 'de'] as const) {
    await speak(spoken);
    assert.equal(Object.keys(adminTexts.discord.problems).toSorted(), codes.toSorted());
    for (const code of codes) {
      const { sentence } = discordProblem(code, aboutDiscord);
      const text = discordProblemText({ code, about: aboutDiscord as never, sentence });
      assert.is(text === sentence, spoken === 'en', code);
      assert.ok(text.length <= limits.sentence_chars_max);
      assert.not.match(text, /undefined|object|NaN/u);
      for (const name of (discordProblems[code] as readonly (keyof AboutDiscord)[]).filter(
        (one) => one !== 'deed',
      )) {
        for (const part of [aboutDiscord[name]].flat())
          assert.ok(text.includes(String(part)), code);
      }
      said.set(text, code);
    }
  }
  assert.is(said.size, codes.length * 2);
  const words = discordActions.map((deed) =>
    discordProblemText({
      code: 'not_permitted',
      about: { deed, ticket: 1 },
      sentence: '',
    }),
  );
  assert.is(new Set(words).size, words.length);
});

test('[U442] a problem of a later server is said as the server says it', async () => {
  await loadAdminTexts();
  await speak('de');
  const sentence = 'As it says.';
  assert.is(discordProblemText({ code: 'of_a_later_server', sentence }), sentence);
  assert.is(discordProblemText({ code: 'toString', sentence }), sentence);
  assert.is(discordProblemText({ code: 'guild_missing', sentence }), sentence);
  const about = { deed: 'of_a_later_server', ticket: 1 };
  assert.is(discordProblemText({ code: 'not_permitted', about, sentence }), sentence);
});
