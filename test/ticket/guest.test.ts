import type { Change } from '../../actors/ticket/event.ts';
import { viewEntry } from '../../actors/ticket/view.ts';
import {
  byHelper,
  byPlayer,
  context,
  given,
  inStatus,
  named,
  opened,
  otherPlayer,
  player,
  principal,
  said,
  supportRights,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('what Discord alone asks of a ticket');

const someone = {
  account: 'discord:200000000000000001',
  name: 'Someone',
  character: null,
  character_name: '',
};
const byGuest = context({ ...principal(someone, supportRights), isGuest: true });
const select = (account: string) => ({ kind: 'select_participant', account }) as const;
const added: Change = {
  type: 'participants_added',
  people: [named(otherPlayer)],
  faction: null,
};

// [K80] The user select needs tickets.add_participant beside access to the queue, only adds, and
// skips who takes part.
test('[K80] the user select needs tickets.add_participant beside access to the queue, and adds in every state', () => {
  const without = (right: string) =>
    context({ ...byHelper.principal, rights: new Set(supportRights.filter((r) => r !== right)) });
  for (const steps of Object.values(inStatus)) {
    given(steps).when(select(otherPlayer.account), byHelper).expect('support', added);
    given(steps)
      .when(select(otherPlayer.account), without('tickets.assign'))
      .expect('support', added);
    given(steps)
      .when(select(otherPlayer.account), without('tickets.add_participant'))
      .refused('right_missing');
  }
  given(opened).when(select(otherPlayer.account), byPlayer).refused('right_missing');
  given(opened).when(select(player.account), byHelper).nothing();
  given(opened).when(select('99'), byHelper).refused('account_unknown', '99');
});

test('[K81] a guest, who has the support role and no account, acts as support by the name shown on Discord, and holds no ticket', () => {
  const { events } = given(opened).when({ kind: 'post_message', body: 'Where?' }, byGuest);
  assert.equal(
    events.map(({ by, change }) => [by, change]),
    [
      [{ side: 'support', account: null, name: 'Someone' }, said('Where?')],
      [{ side: 'support', account: null, name: 'Someone' }, { type: 'work_started' }],
    ],
  );
  const seen = viewEntry(events[0]!, 'public', () => 'Support');
  assert.is(seen?.by.name, 'Support', 'under an alias, it is the common one');
  given(opened)
    .when({ kind: 'assign_to_me' }, byGuest)
    .refused('account_unknown', 'Only an account can hold a ticket.');
});
