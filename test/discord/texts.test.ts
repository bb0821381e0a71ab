import * as fc from 'fast-check';
import { bridgeLimits } from '../../actors/discord/discord-limits.ts';
import {
  escapeAndCut,
  escapeMarkdown,
  splitMarkdown,
} from '../../actors/discord/posts/markdown.ts';
import {
  archiveMessageKey,
  footerOf,
  nonceOf,
  noteKey,
  seqOf,
  ticketOfTopic,
  topicOf,
  traceOf,
  type Mark,
} from '../../actors/discord/posts/marker.ts';
import { baseName, channelName } from '../../actors/discord/posts/channel-name.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('discord texts');

const naming = {
  prefix: 'ticket-',
  number: 12,
  subject: 'My subject',
  attention: 'none',
  refused: [],
} as const;

/** What Discord shows of escaped text: each backslash before punctuation is gone. */
function shown(markdown: string): string {
  return markdown.replaceAll(/\\([^0-9A-Za-z\s])/gu, '$1');
}

test('[K30] a channel is named prefix and subject, with 🔴 or 🟢 before them as the attention is', () => {
  assert.is(channelName(naming), 'ticket-my-subject');
  assert.is(channelName({ ...naming, attention: 'needs_attention' }), '🔴-ticket-my-subject');
  assert.is(channelName({ ...naming, attention: 'waiting_for_response' }), '🟢-ticket-my-subject');
});

test('[K31] names have small letters, marks and digits of any script, single dashes, and at most 90 characters', () => {
  const named = (subject: string) => baseName({ ...naming, subject });
  assert.is(named('  Ünïcode — Straße №5!! '), 'ticket-ünïcode-straße-no5');
  assert.is(named('помогите 助けて'), 'ticket-помогите-助けて');
  assert.is(named('@everyone #general <#1>'), 'ticket-everyone-general-1');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (subject) => {
      const name = channelName({ ...naming, subject, attention: 'needs_attention' });
      assert.ok(name.length <= bridgeLimits.name_chars_max);
      assert.match(name, /^🔴-ticket-[\p{L}\p{M}\p{N}]+(-[\p{L}\p{M}\p{N}]+)*$/u);
      assert.is(name, name.toLowerCase());
      assert.ok(name.isWellFormed());
    }),
  );
});

test('[K32] where nothing is left of a subject its number stands there; a refused name gives way to neutral ones', () => {
  assert.is(baseName({ ...naming, subject: '🎉 !!' }), 'ticket-12');
  assert.is(baseName({ ...naming, refused: ['ticket-my-subject'] }), 'ticket-12');
  assert.is(baseName({ ...naming, refused: ['ticket-my-subject', 'ticket-12'] }), 'ticket');
});

test('[K33] markup, mentions and commands of people are shown as they were written', () => {
  for (const text of [
    '**bold** _it_ ~~no~~ ||spoiler|| `code`',
    '# heading\n- item\n1. one\n> quote\n-# small',
    '<@123456789012345678> <@&1> <#2> @everyone @here <t:0:R> </ticket:1>',
    '[text](https://example.org) \\* a',
  ]) {
    const escaped = escapeMarkdown(text);
    assert.is(shown(escaped), text);
    assert.not.match(escaped, /(?<!\\)[*_~|`<[@#]/u);
  }
});

test('[K34] custom emoji and addresses stay whole', () => {
  const text = 'hi <:kappa:123456789012345678> <a:party_x:123456789012345678>';
  assert.is(escapeMarkdown(text), text);
  assert.is(
    escapeMarkdown('see https://example.org/a_b_c?x=*y* ok'),
    'see https://example.org/a_b_c?x=*y\\* ok',
  );
});

// [K35] Long texts are split between lines, words or characters, and nothing of them is lost.
test('[K35] long texts are split between lines, words or characters, and nothing is lost', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.integer({ min: 30, max: 90 }),
      (text, chars_max) => {
        const whole = text.toWellFormed();
        const parts = splitMarkdown(whole, chars_max);
        for (const part of parts) {
          assert.ok(part.length <= chars_max);
          assert.ok(part.trim() !== '');
          assert.ok(part.isWellFormed());
        }
        const letters = (some: string) =>
          some.replaceAll(
            /[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu,
            '',
          );
        assert.is(letters(parts.join('')), letters(escapeMarkdown(whole)));
      },
    ),
  );
  assert.equal(splitMarkdown('one two three four', 10), ['one two ', 'three four']);
  const family = '👨‍👩‍👧‍👦';
  assert.equal(splitMarkdown(`${'a'.repeat(15)}${family}${family}`, 20), [
    'a'.repeat(15),
    family,
    family,
  ]);
  const emoji = '<:kappa:123456789012345678>';
  assert.equal(splitMarkdown(`aaaaa${emoji}${emoji}`, 30), ['aaaaa', emoji, emoji]);
});

test('[K35] what is cut ends between characters, with an ellipsis', () => {
  assert.is(escapeAndCut('short', 10), 'short');
  assert.is(escapeAndCut('a_b_c_d_e_f', 8), 'a\\_b\\_c…');
  assert.is(escapeAndCut('abc👨‍👩‍👧‍👦def', 8), 'abc…');
  assert.is(escapeAndCut('ab*\u0301cdefgh', 6), 'ab\\*\u0301…');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const cut = escapeAndCut(text.toWellFormed(), 20);
      assert.ok(cut.length <= 20 && cut.isWellFormed());
    }),
  );
});

test('[K36] a channel is found again by the id of its ticket and the epoch in its topic, and never by its number', () => {
  const topic = topicOf({ id: 't-1', number: 12 }, 'e-1');
  assert.equal(ticketOfTopic(topic, 'e-1'), { number: 12, id: 't-1' });
  assert.is(ticketOfTopic(topic, 'e-2'), undefined);
  assert.is(ticketOfTopic('Ticket #12', 'e-1'), undefined);
  // Managers of the guild may write anything into a topic.
  assert.is(ticketOfTopic(`${topic}${'é'.repeat(900)}`, 'e-1'), undefined);
  assert.is(ticketOfTopic(topic + 'x'.repeat(900), 'e-1'), undefined);
  const older = 'Ticket #12 · shardbell:e-1';
  assert.equal(ticketOfTopic(older, 'e-1'), { number: 12, id: null });
  assert.is(ticketOfTopic(older, 'e-2'), undefined);
});

test("[K37] nonces fit Discord's bound, and tell every post of every channel apart", () => {
  const channels = ['18446744073709551615', '100000000000000000'];
  const marks: Mark[] = [
    { of: 'header' },
    { of: 'note', key: '0123abcd' },
    { of: 'entry', seq: 20_000, part: 1, parts: 5 },
    { of: 'entry', seq: 20_000, part: 5, parts: 5 },
    { of: 'entry', seq: 2_000, part: 1, parts: 1 },
    { of: 'replay', part: 1, parts: 10 },
  ];
  const nonces = channels.flatMap((channel) => marks.map((mark) => nonceOf(channel, mark, 0)));
  nonces.push(nonceOf(channels[0]!, { of: 'header' }, 1));
  // In an older copy of the data folder, the same number may be another message.
  nonces.push(
    nonceOf(channels[0]!, marks[4]!, 0, 1_000),
    nonceOf(channels[0]!, marks[4]!, 0, 2_000),
  );
  assert.is(new Set(nonces).size, nonces.length);
  assert.is.not(archiveMessageKey('t', 1), archiveMessageKey('t', 2));
  for (const nonce of nonces) assert.ok(nonce.length <= 25, nonce);
});

test('[K171] a post tells which message it is by its number and its time, and a note by neither', () => {
  const footer = footerOf(12, { of: 'entry', seq: 7, part: 1, parts: 3 });
  assert.is(seqOf({ footer, at: 1_000 }, 12), 7);
  const whole = footerOf(12, { of: 'entry', seq: 8, part: 1, parts: 1 });
  assert.is(seqOf({ footer: whole, at: 1_000 }, 12), 8);
  for (const mark of [
    { of: 'header' } as const,
    // Of digits alone, as some are.
    { of: 'note', key: '51422107' } as const,
    { of: 'replay', part: 1, parts: 2 } as const,
  ]) {
    assert.is(seqOf({ footer: footerOf(12, mark), at: null }, 12), undefined);
  }
  assert.is(seqOf({ footer, at: 1_000 }, 1), undefined);
  assert.is.not(traceOf({ footer, at: 1_000 }), traceOf({ footer, at: 2_000 }));
  assert.is.not(
    noteKey('e', 't', { supportSeq: 7, at: 1 }),
    noteKey('e', 't', { supportSeq: 7, at: 2 }),
  );
});
