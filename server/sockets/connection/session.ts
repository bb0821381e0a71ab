import type { ShardConnection } from '../../../actors/shard/port.ts';
import type { Caller } from '../../../actors/ticket/service.ts';
import { closes, mayReconnect, type CloseReason } from '../../../protocol/close.ts';
import { decode, type Frame, type Subprotocol } from '../../../protocol/codec.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import { parseClientMessage, type Parsed } from '../../../protocol/parse.ts';
import { refuse } from '../../../protocol/refusals.ts';
import { answerableId, mayBeLost, type Known } from './answerable.ts';
import type { Connection, Peer } from './connection.ts';
import { payloadBytes, prepare } from './frame.ts';
import { admit, slotHolderOf, type Admitted } from './hello.ts';
import { Outbox } from './outbox.ts';
import { EarlyFrames } from './early-frames.ts';
import type { SessionDeps } from './deps.ts';
import { refusedMessage } from '../../../protocol/refused.ts';
import type { SlotHolder } from './slots.ts';
import type { Phase } from './phase.ts';
import { digestOf, welcome, youOf, type You } from './welcome.ts';
import type { Wire } from './wire.ts';
import { netLimits } from '../socket-limits.ts';

/** Whoever has one of these sees a part of the administration. */
const administration_rights = [
  'tickets.settings',
  'tickets.manage_access',
  'tickets.shards',
  'tickets.canned',
];

const closed: Phase = { kind: 'closed' };

/** One connection from its first frame to its last. */
export class Session implements Connection, ShardConnection {
  readonly #deps: SessionDeps;
  readonly #wire: Wire;
  readonly subprotocol: Subprotocol;
  /** For frames that were prepared for this subprotocol. */
  readonly outbox: Outbox;
  #phase: Phase;
  /** Whose slot it holds since its hello: that of an account, or null of a shard. */
  #slot: string | null | undefined;
  #heard: number;
  readonly #onHello: (session: Session) => void;

  /** `onHello`: called once a hello arrived, whether or not it is accepted. */
  constructor(
    deps: SessionDeps,
    wire: Wire,
    peer: Peer,
    onHello: (session: Session) => void = () => {},
  ) {
    this.#onHello = onHello;
    this.#deps = deps;
    this.#wire = wire;
    this.subprotocol = peer.subprotocol;
    this.#heard = deps.backend.now();
    this.#phase = { kind: 'awaiting_hello', since: this.#heard, peer };
    this.outbox = new Outbox(wire, deps, this);
  }

  /** The account that signed in here, if one did. */
  get caller(): Caller | undefined {
    return this.#phase.kind === 'account' ? this.#phase.route.caller : undefined;
  }

  /** The web session that this connection belongs to, if one does. */
  get webSession(): string | undefined {
    return this.#phase.kind === 'account' ? this.#phase.webSession : undefined;
  }

  get isClosed(): boolean {
    return this.#phase.kind === 'closed';
  }

  get waiting_bytes(): number {
    return this.outbox.waiting_bytes;
  }

  /** Handles one frame of the client. Never throws: a bug closes this connection alone. */
  receive(frame: Frame): void {
    if (this.#phase.kind === 'closed') return;
    this.#heard = this.#deps.backend.now();
    this.#deps.counters.frames_in += 1;
    this.#deps.counters.bytes_in += frame.length;
    this.#take(frame);
  }

  #take(frame: Frame): void {
    try {
      this.#receive(frame);
    } catch (error) {
      this.fault(error);
    }
  }

  /** The client answered a ping of the WebSocket. */
  alive(): void {
    this.#heard = this.#deps.backend.now();
  }

  send(message: ServerMessage): void {
    if (this.#phase.kind === 'closed') return;
    const frame = prepare(message, this.subprotocol);
    const bytes = payloadBytes(frame);
    if (bytes <= limits.frame_out_bytes_max) this.outbox.push(frame);
    else this.fault(new Error(`a ${message.t} of ${bytes} bytes is too large for a frame`));
  }

  /** `detail` is for whoever writes the client. */
  close(reason: CloseReason, detail?: string): void {
    const phase = this.#phase;
    if (phase.kind === 'closed') return;
    this.#phase = closed;
    this.#deps.counters.closes[reason] += 1;
    const { code, sentence } = closes[reason];
    const said = detail === undefined ? sentence : `${sentence} ${detail}`;
    const bye = { t: 'bye', code, reconnect: mayReconnect(code), sentence: said } as const;
    this.outbox.close(prepare(bye, this.subprotocol));
    this.#wire.close(code, sentence);
    this.#leave(phase);
  }

  /** The client closed or cut the connection. */
  cut(): void {
    const phase = this.#phase;
    if (phase.kind === 'closed') return;
    this.#phase = closed;
    this.#deps.counters.closes.by_client += 1;
    this.outbox.cut();
    this.#leave(phase);
  }

  /** The wire can take more. */
  drained(): void {
    this.outbox.drained();
  }

  /** Called by the outbox when it exceeds its bound. */
  tooSlow(): void {
    this.close('too_slow');
  }

  /** Called by the outbox when it is empty again, after it held much. */
  emptied(): void {
    if (this.#phase.kind === 'account') this.#phase.route.wake();
    else if (this.#phase.kind === 'shard') this.#phase.link.emptied();
  }

  /** Ends the connection if its time is up. */
  sweep(now: number): void {
    const phase = this.#phase;
    const { backend } = this.#deps;
    if (phase.kind === 'awaiting_hello' && now - phase.since >= limits.hello_wait_ms) {
      this.close('hello_late');
    } else if (phase.kind === 'account' && !backend.useWebSession(phase.webSession)) {
      this.close('signed_out');
    } else if (phase.kind === 'shard' && !backend.shardKeyHolds(phase.shard, phase.key)) {
      this.close('credentials_refused');
    } else if (now - this.#heard >= limits.silence_ms_max) {
      this.close('silent');
    } else if (phase.kind !== 'closed' && now - this.#heard >= netLimits.ping_after_ms) {
      // A browser may slow the timers of a hidden tab until its own pings come too late.
      this.#wire.ping();
    }
  }

  administrationChanged(): void {
    const { caller } = this;
    if (caller === undefined) return;
    const { rights } = this.#deps.backend.describe(caller);
    if (administration_rights.some((right) => rights.includes(right)))
      this.send({ t: 'changed', what: 'administration' });
  }

  /** Called when the rights of the account or the visible settings may have changed. */
  changed(): void {
    const phase = this.#phase;
    if (phase.kind !== 'account') return;
    const { route, webSession } = phase;
    const you = youOf(this.#deps.backend, route.caller);
    const digest = digestOf(you);
    if (digest === phase.you) return;
    this.#phase = { kind: 'account', route, webSession, you: digest };
    // Told first, so that the client knows why its watches end.
    this.#welcome(you);
    route.rightsChanged();
  }

  /** Reports a bug to the operator and closes this connection, whose client comes back. */
  fault(error: unknown): void {
    this.#deps.onFault(error);
    this.close('fault');
  }

  #receive(frame: Frame): void {
    if (this.#phase.kind === 'catching_up') {
      if (!this.#phase.early.add(frame)) this.close('too_fast');
      return;
    }
    const decoded = decode(frame, this.subprotocol);
    if (!decoded.ok) return this.close(decoded.close);
    if (this.#phase.kind === 'awaiting_hello') return this.#hello(decoded.value, this.#phase.peer);
    if (decoded.value['t'] === 'hello') return this.close('hello_expected');
    const parsed = parseClientMessage(decoded.value);
    if (parsed.kind === 'unknown') {
      return this.close('message_unknown', `It was called ${JSON.stringify(parsed.name)}.`);
    }
    const id = answerableId(parsed);
    if (!this.#isInPace(parsed, id)) return;
    if (parsed.kind === 'message') this.#route(parsed.message);
    else if (id === undefined) this.close('message_invalid', parsed.detail);
    else this.send(refusedMessage(id, refuse('bad_message', parsed.detail)));
  }

  #hello(value: Readonly<Record<string, unknown>>, peer: Peer): void {
    const reached = this.#deps.backend.reached();
    if (reached === undefined) return this.#enter(value, peer);
    const early = new EarlyFrames();
    this.#phase = { kind: 'catching_up', early };
    void reached.then((isInTime) => {
      if (this.isClosed) return;
      if (!isInTime) return this.close('behind');
      try {
        this.#enter(value, peer);
      } catch (error) {
        this.fault(error);
      }
      for (const frame of early.all) if (!this.isClosed) this.#take(frame);
    });
  }

  #enter(value: Readonly<Record<string, unknown>>, peer: Peer): void {
    this.#onHello(this);
    const admitted = admit(this.#deps, peer, value);
    if (admitted.kind === 'refused') return this.close(admitted.reason, admitted.detail);
    const holder = slotHolderOf(this.#deps, admitted);
    const crowded = this.#deps.slots.take(holder);
    if (crowded !== undefined) return this.#turnAway(crowded, holder, peer);
    this.#slot = holder.kind === 'account' ? holder.account : null;
    if (admitted.kind === 'shard') return this.#connectShard(admitted);
    this.#phase = {
      kind: 'account',
      route: this.#deps.routeOf(this, admitted.caller),
      webSession: admitted.webSession,
      you: digestOf(admitted.you),
    };
    this.#welcome(admitted.you);
  }

  #turnAway(reason: 'full' | 'account_full', holder: SlotHolder, { network }: Peer): void {
    const who = holder.kind === 'account' ? { account: holder.account } : {};
    this.#deps.security.add({ kind: `sockets_${reason}`, network, ...who });
    this.close(reason);
  }

  #connectShard(admitted: Extract<Admitted, { kind: 'shard' }>): void {
    const { shard, program } = admitted;
    this.#welcome(admitted.you);
    const link = this.#deps.backend.connectShard(shard, program, this);
    // It may have been closed while it was being connected.
    if (this.#phase.kind === 'closed') link.closed();
    else this.#phase = { kind: 'shard', shard, key: program.key, link };
  }

  #welcome(you: You): void {
    this.send(welcome(this.#deps.backend, you));
  }

  #route(message: Extract<Parsed, { kind: 'message' }>['message']): void {
    if (message.t === 'ping') this.send({ t: 'pong', now: this.#deps.backend.wallTime() });
    else if (this.#phase.kind === 'account') this.#phase.route.receive(message);
    else if (this.#phase.kind === 'shard') this.#phase.link.receive(message);
  }

  /** Counts the frame. One too many is refused or dropped if it can be; else this closes. */
  #isInPace(parsed: Known, id: string | undefined): boolean {
    const verdict = this.#paced();
    if (verdict === 'within') return true;
    if (verdict === 'flood') this.close('too_fast');
    else if (id !== undefined) this.send(refusedMessage(id, refuse('rate_limited')));
    else if (!mayBeLost(parsed)) this.close('too_fast');
    return false;
  }

  #paced() {
    const { accounts, shards } = this.#deps.rates;
    const phase = this.#phase;
    if (phase.kind === 'account') return accounts.take(phase.route.caller.account, this.#heard);
    return phase.kind === 'shard' ? shards.take(phase.shard, this.#heard) : 'flood';
  }

  #leave(phase: Phase): void {
    if (this.#slot !== undefined) this.#deps.slots.free(this.#slot);
    if (phase.kind === 'account') phase.route.close();
    else if (phase.kind === 'shard') phase.link.closed();
  }
}
