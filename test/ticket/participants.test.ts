import type { Change } from '../../actors/ticket/event.ts';
import { audienceOf, mayRead } from '../../actors/ticket/policy.ts';
import { limits } from '../../protocol/limits.ts';
import type { Person } from '../../protocol/ticket.ts';
import {
  byHelper,
  byPlayer,
  context,
  faction,
  given,
  helper,
  inStatus,
  named,
  opened,
  opening,
  otherPlayer,
  people,
  peopleOf,
  player,
  playerRights,
  principal,
  supportRights,
  ticketAfter,
  type Step,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('participants');

const add = (...accounts: string[]) => ({ kind: 'add_participants', accounts }) as const;
const addFaction = (id: string) => ({ kind: 'add_faction', faction: id }) as const;
const remove = (person: Person) =>
  ({ kind: 'remove_participant', account: person.account }) as const;
const added = (name: string | null, ...who: Person[]): Change => ({
  type: 'participants_added',
  people: who.map(named),
  faction: name,
});
const removed = (person: Person): Change => ({ type: 'participant_removed', person });
const crowd = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => String(1_000 + i));
const full: readonly Step[] = [
  [
    'support',
    {
      ...opening,
      sender: null,
      participants: crowd(limits.participants_max).map((account) => ({ ...player, account })),
    },
  ],
];

test('[T75] support adds players in every state, and they may read the ticket from then on', () => {
  for (const steps of Object.values(inStatus)) {
    const after = given(steps).when(add(otherPlayer.account), byHelper);
    after.expect('support', added(null, otherPlayer));
    const theirs = principal(otherPlayer, playerRights);
    assert.is(audienceOf(ticketAfter(steps), theirs), null);
    assert.ok(mayRead(after.ticket, theirs, 'public'));
  }
});

test('[T76] who takes part already is skipped, and so is who is named twice', () => {
  given(opened)
    .when(add(player.account, otherPlayer.account, otherPlayer.account), byHelper)
    .expect('support', added(null, otherPlayer));
});

test('[T77] when nobody new is named, nothing happens', () => {
  given(opened).when(add(player.account, player.account), byHelper).nothing();
  given(opened).when(add(), byHelper).nothing();
});

test('[T78] with an unknown account among them nobody is added, and it is named', () => {
  given(opened).when(add(otherPlayer.account, '99'), byHelper).refused('account_unknown', '99');
});

test('[T79] all current members of a faction are added, and the history names it', () => {
  given(opened)
    .when(addFaction(faction.id), byHelper)
    .expect('support', added(faction.name, otherPlayer));
  const both: readonly Step[] = [...opened, ['support', added(null, otherPlayer)]];
  given(both).when(addFaction(faction.id), byHelper).nothing();
});

test('[T80] of a faction those count who are in it at that moment and still have an account', () => {
  const now = (...members: string[]) => ({
    ...byHelper,
    people: { ...people, faction: () => ({ name: faction.name, members }) },
  });
  given(opened).when(addFaction(faction.id), now(player.account)).nothing();
  given(opened).when(addFaction(faction.id), now()).nothing();
  given(opened)
    .when(addFaction(faction.id), now('99', otherPlayer.account))
    .expect('support', added(faction.name, otherPlayer));
  given(opened).when(addFaction('north/none'), byHelper).refused('faction_unknown', 'north/none');
});

test('[T81] more than a ticket takes are refused as a whole; those who take part already do not count', () => {
  const room = limits.participants_max - 1;
  const byCrowd = { ...byHelper, people: peopleOf([player.account, ...crowd(room + 1)]) };
  given(opened)
    .when(add(...crowd(room + 1)), byCrowd)
    .refused('participants_full');
  given(opened).when(addFaction(faction.id), byCrowd).refused('participants_full');
  const { ticket } = given(opened).when(add(player.account, ...crowd(room)), byCrowd);
  assert.is(ticket.participants.length, limits.participants_max);
  given(full)
    .when(add(...crowd(3)), byCrowd)
    .nothing();
  given(full).when(add(player.account), byCrowd).refused('participants_full');
});

test('[T82] more than one entry names are added in several entries of one commit', () => {
  const many = crowd(2 * limits.entry_people_max + 1);
  const { ticket } = given(opened).when(add(...many), { ...byHelper, people: peopleOf(many) });
  assert.is(ticket.supportSeq, opened.length + 3);
  assert.equal(
    ticket.participants.map(({ account }) => account),
    [player.account, ...many],
  );
});

test('[T83] support removes a participant in every state, the sender too, who then sees it no longer', () => {
  for (const steps of Object.values(inStatus)) {
    const after = given(steps).when(remove(player), byHelper);
    after.expect('support', removed(player));
    assert.equal(after.ticket.participants, []);
    assert.equal(after.ticket.sender, player);
    given([...steps, ['support', removed(player)]])
      .when({ kind: 'post_message', body: 'Hello?' }, byPlayer)
      .refused('ticket_unknown');
  }
});

test('[T84] removing somebody who takes no part changes nothing', () => {
  given(opened).when(remove(otherPlayer), byHelper).nothing();
  given(opened)
    .when(remove({ ...player, account: '99' }), byHelper)
    .nothing();
});

test('[T85] who was removed can be added again', () => {
  given([...opened, ['support', removed(player)]])
    .when(add(player.account), byHelper)
    .expect('support', added(null, player));
});

test('[T86] players add and remove nobody, not even themselves; support needs tickets.assign for it', () => {
  const rights = supportRights.filter((right) => right !== 'tickets.assign');
  for (const by of [byPlayer, context(principal(helper, rights))]) {
    for (const command of [add(otherPlayer.account), addFaction(faction.id), remove(player)]) {
      given(opened).when(command, by).refused('right_missing');
    }
  }
});

test('[T87] adding and removing people changes neither status, attention nor assignee', () => {
  for (const steps of Object.values(inStatus)) {
    const before = ticketAfter(steps);
    for (const command of [add(otherPlayer.account), remove(player)]) {
      const { ticket } = given(steps).when(command, byHelper);
      const { life, lastPublicBy, waitingSince, assignment } = before;
      assert.equal(
        [ticket.life, ticket.lastPublicBy, ticket.waitingSince, ticket.assignment],
        [life, lastPublicBy, waitingSince, assignment],
      );
    }
  }
});
