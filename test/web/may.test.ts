import {
  mayArchive,
  mayAssign,
  mayAssignOther,
  mayChangeParticipants,
  mayClose,
  mayEditSubject,
  mayNote,
  mayRelease,
  mayReopen,
  mayReply,
  maySetStatus,
  mayTakeOver,
} from '../../clients/web/ticket/may.ts';
import { opensQueue } from '../../clients/web/session/rights.ts';
import { hasQueueAccess, rights, type Right } from '../../protocol/permissions.ts';
import { statuses, type Head, type Status } from '../../protocol/ticket.ts';
import { FakeServer } from '../core/fake-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('may');
const holder = { account: '3', name: 'Ivo', character: null, character_name: '' };

function head(status: Status, isHeld = false): Head {
  return { ...new FakeServer().head(), status, assignee: isHeld ? holder : null };
}

/** Which statuses allow it to a holder of exactly this right. */
function allowed(
  may: (rights: ReadonlySet<string>, head: Head) => boolean,
  right: Right,
): Status[] {
  return statuses.filter((status) => may(new Set([right]), head(status)));
}

const active = ['open', 'in_progress'];
const closedOrArchived = ['closed', 'archived'];

test('[U70] support sees each button with its right and in its states only', () => {
  assert.equal(
    allowed((r, h) => mayReply(r, 'support', h), 'tickets.reply'),
    active,
  );
  assert.equal(
    allowed((r, h) => mayClose(r, 'support', h), 'tickets.change_status'),
    active,
  );
  assert.equal(
    allowed((r, h) => mayReopen(r, 'support', h), 'tickets.change_status'),
    closedOrArchived,
  );
  assert.equal(
    allowed((r, h) => mayAssign(r, 'support', h), 'tickets.assign'),
    active,
  );
  assert.equal(
    allowed((r) => mayNote(r, 'support'), 'tickets.internal_message'),
    [...statuses],
  );
  const mayAssignHeld = (r: ReadonlySet<string>) => mayAssign(r, 'support', head('open', true));
  assert.not(mayAssignHeld(new Set(rights)));
  for (const status of statuses) {
    assert.ok(mayRelease(new Set(['tickets.assign']), 'support', head(status, true)));
    assert.not(mayRelease(new Set(['tickets.assign']), 'support', head(status)));
  }
});

test('[U71] a player sees each button with its right and in its states only, and no support button', () => {
  assert.equal(
    allowed((r, h) => mayReply(r, 'player', h), 'tickets.send_message'),
    active,
  );
  assert.equal(
    allowed((r, h) => mayClose(r, 'player', h), 'tickets.close'),
    active,
  );
  assert.equal(
    allowed((r, h) => mayReopen(r, 'player', h), 'tickets.send_message'),
    closedOrArchived,
  );
  const all = new Set(rights);
  assert.not(mayNote(all, 'player'));
  assert.not(mayAssign(all, 'player', head('open')));
  assert.not(mayRelease(all, 'player', head('open', true)));
});

test('[U72] no button is there without its right', () => {
  for (const as of ['player', 'support'] as const) {
    for (const status of statuses) {
      const none = new Set<string>();
      for (const may of [mayReply, mayClose, mayReopen, mayAssign, mayRelease]) {
        assert.not(may(none, as, head(status, true)));
      }
      assert.not(mayNote(none, as));
    }
  }
});

test('[U74] taking over, assigning, setting, archiving and editing keep to the table of rights too', () => {
  const assignRight = 'tickets.assign';
  const statusRight = 'tickets.change_status';
  assert.equal(
    allowed((r, h) => mayAssignOther(r, 'support', h), assignRight),
    active,
  );
  assert.equal(
    allowed((r, h) => maySetStatus(r, 'support', h), statusRight),
    active,
  );
  assert.equal(
    allowed((r, h) => mayArchive(r, 'support', h, true), statusRight),
    ['closed'],
  );
  assert.equal(
    allowed((r, h) => mayEditSubject(r, 'support', h), assignRight),
    [...statuses],
  );
  assert.equal(
    allowed((r) => mayChangeParticipants(r, 'support'), assignRight),
    [...statuses],
  );
  for (const status of statuses) {
    const held = head(status, true);
    const isActive = active.includes(status);
    assert.is(mayTakeOver(new Set([assignRight]), 'support', held, '9'), isActive);
    assert.not(mayTakeOver(new Set([assignRight]), 'support', held, holder.account));
    assert.not(mayTakeOver(new Set([assignRight]), 'support', head(status), '9'));
  }
  assert.equal(
    allowed((r, h) => mayArchive(r, 'player', h, false), 'tickets.archive'),
    ['closed'],
  );
  assert.equal(
    allowed((r, h) => mayArchive(r, 'player', h, true), 'tickets.archive'),
    [],
  );
  assert.equal(
    allowed((r, h) => mayEditSubject(r, 'player', h), 'tickets.send_message'),
    active,
  );
  const all = new Set(rights);
  for (const status of statuses) {
    const held = head(status, true);
    assert.not(mayTakeOver(all, 'player', held, '9'));
    assert.not(mayAssignOther(all, 'player', held));
    assert.not(maySetStatus(all, 'player', held));
    for (const as of ['player', 'support'] as const) {
      const none = new Set<string>();
      for (const may of [mayAssignOther, maySetStatus, mayEditSubject]) {
        assert.not(may(none, as, held));
      }
      assert.not(mayTakeOver(none, as, held, '9'));
      assert.not(mayArchive(none, as, held, false));
      assert.not(mayChangeParticipants(none, as));
    }
  }
  assert.not(mayChangeParticipants(all, 'player'));
});

test('[U73] the page opens the queue to whom the server opens it', () => {
  for (const right of rights) {
    assert.is(opensQueue(new Set([right])), hasQueueAccess(new Set([right])), right);
  }
});
