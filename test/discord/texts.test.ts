import * as fc from 'fast-check';
import { archivePost } from '../../actors/discord/archive-messages.ts';
import {
  acts,
  componentId,
  readComponentId,
  type Act,
} from '../../actors/discord/posts/controls.ts';
import { headerPost } from '../../actors/discord/posts/header.ts';
import { bridgeLimits } from '../../actors/discord/limits.ts';
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
import type { Post } from '../../actors/discord/port/requests.ts';
import { permissions, type Need } from '../../protocol/permissions.ts';
import { statuses, type Head } from '../../protocol/ticket.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('discord texts');

const naming = {
  prefix: 'ticket-',
  number: 12,
  subject: 'My subject',
  attention: 'none',
  refused: [],
} as const;

const head: Head = {
  id: 'abcdefghijklmnopqrstuv',
  number: 12,
  shard: null,
  category: 'Bug',
  subject: 'A *bold* subject',
  status: 'open',
  attention: 'needs_attention',
  participants: [],
  assignee: null,
  sender: { account: '1', name: 'anna', character: '2', character_name: 'Ari_el' },
  location: { map: 0, x: 10, y: 20, z: -5 },
  created: 0,
  updated: 0,
  assigned: null,
  closed: null,
  archived: null,
  waiting_since: null,
  seq: 1,
};

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

test('[K16] the header says subject, status, attention, category, sender, location, assignee and participants', () => {
  const { embeds } = headerPost(head);
  const [embed] = embeds!;
  assert.is(embed!.title, 'A \\*bold\\* subject');
  assert.equal(
    embed!.fields!.map(({ name, value }) => [name, value]),
    [
      ['Status', 'Open'],
      ['Attention', '🔴 Needs attention'],
      ['Category', 'Bug'],
      ['Sender', 'Ari\\_el (anna)'],
      ['Location', 'map 0, 10 20 \\-5'],
      ['Assignee', 'nobody'],
      ['Participants', 'nobody'],
    ],
  );
});

test('[K38] the header of the fullest ticket stays below the bounds of Discord', () => {
  const people = Array.from({ length: 200 }, (_, i) => ({
    account: String(i),
    name: '_'.repeat(100),
    character: null,
    character_name: '',
  }));
  const long = { ...people[0]!, character_name: '*'.repeat(100) };
  const { embeds } = headerPost({
    ...head,
    subject: '|'.repeat(120),
    category: '`'.repeat(40),
    participants: people,
    sender: long,
    assignee: long,
  });
  const { title, fields, footer } = embeds![0]!;
  assert.ok(title!.length <= 256);
  for (const { value } of fields!) assert.ok(value.length <= 1024 && value !== '');
  const texts = [title!, footer!, ...fields!.flatMap(({ name, value }) => [name, value])];
  assert.ok(texts.join('').length <= 6000);
  assert.match(fields!.at(-1)!.value, / and \d+ more$/u);
});

/** What is enabled under a post. */
function enabledOf({ rows }: Post): Act[] {
  return rows!.flatMap((row) => {
    const controls = row.kind === 'buttons' ? row.buttons : [row];
    return controls.flatMap((one) =>
      'id' in one && !one.disabled ? readComponentId(one.id)!.act : [],
    );
  });
}

// [K15] Buttons and user select stand in the header in every state, enabled as the table of permissions has it for that state.
test('[K15] buttons and user select stand in the header in every state, enabled as the state allows', () => {
  const enabled = (about: Partial<Head>) => enabledOf(headerPost({ ...head, ...about }));
  const { sender: assignee } = head;
  assert.equal(enabled({}), ['close', 'assign_to_me', 'add_participant']);
  assert.equal(enabled({ assignee }), ['close', 'unassign', 'add_participant']);
  assert.equal(enabled({ status: 'closed' }), ['reopen', 'archive', 'add_participant']);
  assert.equal(enabled({ status: 'closed', assignee }), [
    'reopen',
    'archive',
    'unassign',
    'add_participant',
  ]);
});

test('[K15] what is enabled under a header and an archive message is what the table of permissions has', () => {
  const { sender } = head;
  /** The acts of the table, whatever the code makes of them. */
  const rules: Readonly<Record<Exclude<Act, 'view'>, keyof typeof permissions>> = {
    close: 'close',
    reopen: 'reopen',
    archive: 'archive',
    assign_to_me: 'assign',
    unassign: 'release',
    add_participant: 'select_participant',
  };
  for (const status of statuses) {
    const isIn = (need: Need | 'never') => need !== 'never' && need.in.includes(status);
    const mayBe = (act: keyof typeof rules) => {
      const { player, support } = permissions[rules[act]];
      return isIn(player) || isIn(support);
    };
    const assigned = enabledOf(headerPost({ ...head, status, assignee: sender }));
    const unassigned = enabledOf(headerPost({ ...head, status, assignee: null }));
    for (const act of acts.filter((one) => one !== 'view')) {
      const enabled = act === 'unassign' ? assigned : unassigned;
      assert.is(enabled.includes(act), mayBe(act), `${act} of one that is ${status}`);
    }
    assert.not(assigned.includes('assign_to_me') || unassigned.includes('unassign'));
  }
  const archived = { id: head.id, number: 12, subject: 'Help' };
  const { player } = permissions.reopen;
  assert.is(
    enabledOf(archivePost(archived, 'key', false)).includes('reopen'),
    player.in.some((one) => one === 'archived'),
  );
});

test('[K39] what a button is called tells what it does, and to which ticket', () => {
  for (const act of acts) {
    const id = componentId(act, head.id);
    assert.ok(id.length <= 100);
    assert.equal(readComponentId(id), { act, ticket: head.id });
  }
  assert.is(readComponentId('shardbell:erase:x'), undefined);
});
