import { archivePost } from '../../actors/discord/archive-messages.ts';
import {
  acts,
  componentId,
  readComponentId,
  type Act,
} from '../../actors/discord/posts/controls.ts';
import { headerPost } from '../../actors/discord/posts/header.ts';
import type { Post } from '../../actors/discord/port/requests.ts';
import { permissions, type Need } from '../../protocol/permissions.ts';
import { statuses, type Head } from '../../protocol/ticket.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('discord header');

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

/** What is enabled under a post. */
function enabledOf({ rows }: Post): Act[] {
  return rows!.flatMap((row) => {
    const controls = row.kind === 'buttons' ? row.buttons : [row];
    return controls.flatMap((one) =>
      'id' in one && !one.disabled ? readComponentId(one.id)!.act : [],
    );
  });
}

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
