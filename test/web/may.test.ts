import {
  mayAssign,
  mayClose,
  mayNote,
  mayRelease,
  mayReopen,
  mayReply,
} from '../../clients/web/parts/may.ts';
import { opensQueue } from '../../clients/web/rights.ts';
import { hasQueueAccess, rights, type Right } from '../../actors/ticket/policy.ts';
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
const settled = ['closed', 'archived'];

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
    settled,
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
    settled,
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

test('[U73] the page opens the queue to whom the server opens it', () => {
  for (const right of rights) {
    assert.is(opensQueue(new Set([right])), hasQueueAccess(new Set([right])), right);
  }
});
