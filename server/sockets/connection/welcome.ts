import { hash } from 'node:crypto';
import type { Caller } from '../../../actors/ticket/service.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ServerMessageOf } from '../../../protocol/messages.ts';
import type { Backend } from '../../identity/backend.ts';

export type You = ServerMessageOf<'welcome'>['you'];

/** What a welcome tells an account of itself, as it is now. */
export function youOf(backend: Backend, caller: Caller): You {
  const { name, shownAs, rights } = backend.describe(caller);
  const { categories, settings } = backend.visibleSettings();
  return {
    as: 'account',
    account: caller.account,
    name,
    shown_as: shownAs,
    rights: [...rights],
    categories: [...categories],
    settings,
  };
}

export function welcome(backend: Backend, you: You): ServerMessageOf<'welcome'> {
  return {
    t: 'welcome',
    v: limits.protocol_version,
    epoch: backend.ticketService.epoch,
    now: backend.wallTime(),
    heartbeat_ms: limits.heartbeat_ms,
    you,
  };
}

/** As much as a number holds exactly, and enough that no other has it by chance. */
const digest_bytes = 6;

/** A digest is enough to tell whether it changed, and takes a hundredth of the memory. */
export function digestOf(you: You): number {
  return hash('sha256', JSON.stringify(you), 'buffer').readUIntBE(0, digest_bytes);
}
