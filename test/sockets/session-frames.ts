import { closes, type CloseReason } from '../../protocol/close.ts';
import { assert } from '../support/suite.ts';
import { player } from './fake-backend.ts';
import type { TestClient } from './stage.ts';

export const web = (ticket = `${player}:1`) => ({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
export const asShard = (key = 'key of north') => ({
  t: 'hello',
  v: 1,
  auth: { as: 'shard', key, incarnation: 'first' },
});

/** A bye with the code and words of the reason, then a close frame with the same code. */
export function assertClosed({ wire }: TestClient, reason: CloseReason): void {
  const { code, sentence } = closes[reason];
  assert.equal(wire.closedWith, { code, reason: sentence });
  const bye = wire.messages().at(-1)!;
  if (bye.t !== 'bye') throw new Error(`the last frame is ${bye.t}`);
  assert.is(bye.code, code);
  assert.is(bye.reconnect, code < 4500);
  assert.ok(bye.sentence.startsWith(sentence));
}
