import type { Caller } from '../../../actors/ticket/service.ts';
import type { ShardProgram } from '../../../actors/shard/program.ts';
import type { CloseReason } from '../../../protocol/close.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ClientMessageOf } from '../../../protocol/messages.ts';
import { parseClientMessage } from '../../../protocol/parse.ts';
import { youOf, type You } from './welcome.ts';
import type { SessionDeps } from './deps.ts';
import type { SlotHolder } from './slots.ts';
import type { Peer } from './connection.ts';

/** Who connects, or why they may not. */
export type Admitted =
  | {
      readonly kind: 'account';
      readonly caller: Caller;
      readonly webSession: string;
      readonly you: You;
    }
  | {
      readonly kind: 'shard';
      readonly shard: string;
      readonly program: ShardProgram;
      readonly you: You;
    }
  | { readonly kind: 'refused'; readonly reason: CloseReason; readonly detail?: string };

type Known = Exclude<Admitted, { kind: 'refused' }>;

/** Judges the first frame of a connection. */
export function admit(
  deps: SessionDeps,
  peer: Peer,
  frame: Readonly<Record<string, unknown>>,
): Admitted {
  if (frame['t'] !== 'hello') return { kind: 'refused', reason: 'hello_expected' };
  // Asked first, since another version may have other fields.
  if (typeof frame['v'] === 'number' && frame['v'] !== limits.protocol_version) {
    const detail = `It speaks version ${limits.protocol_version}.`;
    return { kind: 'refused', reason: 'version_unknown', detail };
  }
  const parsed = parseClientMessage(frame);
  if (parsed.kind !== 'message' || parsed.message.t !== 'hello') {
    const detail = parsed.kind === 'invalid' ? { detail: parsed.detail } : {};
    return { kind: 'refused', reason: 'message_invalid', ...detail };
  }
  const admitted = identify(deps, peer, parsed.message);
  if (admitted.kind !== 'refused') return admitted;
  // The brake is checked only for a failed hello: others of that network, or behind that proxy, did
  // nothing wrong.
  const { failures } = deps.rates;
  const now = deps.backend.now();
  const isBraked = failures.isSpent(peer.network, now);
  if (!isBraked) failures.take(peer.network, now);
  const { network } = peer;
  deps.security.add({ kind: isBraked ? 'hellos_braked' : 'credentials_refused', network });
  return isBraked ? { kind: 'refused', reason: 'too_fast' } : admitted;
}

/** For whom a slot is taken. Whoever sees the queue is staff, unless the game signed them in. */
export function slotHolderOf({ backend }: SessionDeps, admitted: Known): SlotHolder {
  if (admitted.kind === 'shard') return { kind: 'shard' };
  const { caller } = admitted;
  const isStaff = backend.ticketService.mayWatchQueue(caller);
  return { kind: 'account', account: caller.account, isStaff };
}

function identify(
  { backend }: SessionDeps,
  peer: Peer,
  { auth, client }: ClientMessageOf<'hello'>,
): Admitted {
  switch (auth.as) {
    case 'shard': {
      const opened = backend.openShard(auth.key);
      if (opened === undefined) return { kind: 'refused', reason: 'credentials_refused' };
      const { shard, key } = opened;
      const program = { incarnation: auth.incarnation, client: client ?? null, key };
      return { kind: 'shard', shard, program, you: { as: 'shard', shard } };
    }
    case 'web': {
      // A page of another site could have opened this; only browsers have tickets, and they name theirs.
      if (peer.origin === 'missing') return { kind: 'refused', reason: 'credentials_refused' };
      const spent = backend.spendSocketTicket(auth.ticket);
      if (spent === undefined) return { kind: 'refused', reason: 'credentials_refused' };
      const { id: webSession, account, restricted } = spent;
      const caller: Caller = { account, restricted, surface: 'web' };
      return { kind: 'account', caller, webSession, you: youOf(backend, caller) };
    }
  }
}
