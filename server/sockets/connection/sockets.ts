import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { limits } from '../../../protocol/limits.ts';
import { networkOf } from '../../platform/network.ts';
import { holdingClock, systemClock } from '../../platform/clock.ts';
import type { Cancel } from '../../../actors/runtime/clock.ts';
import type { NetCounters } from './counters.ts';
import { netLimits } from '../socket-limits.ts';
import type { SessionDeps } from './deps.ts';
import type { Peer } from './connection.ts';
import { Session } from './session.ts';
import { Unheard, type UnheardBounds } from '../../platform/unheard.ts';
import { answerInHttp, chooseSubprotocol, judge, type AllowedOrigins } from './upgrade.ts';
import type { Wire } from './wire.ts';
import { CodedWebSocket, WsWire } from './ws-wire.ts';

export interface SocketsOptions {
  readonly origins: AllowedOrigins;
  readonly unheard?: UnheardBounds;
  /** Whether a proxy before us tells the caller's address. */
  readonly trustProxy?: boolean;
  readonly connectionsMax?: number;
}

/** What the sockets of one server need beside what each session does. */
export interface SocketsDeps extends SessionDeps {
  readonly presence: { sweep(now: number): void };
  /** Sends all who watch as players a fresh state. */
  staffRenamed(): void;
}

const wsOptions = {
  noServer: true,
  WebSocket: CodedWebSocket,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: limits.frame_in_bytes_max,
  maxFragments: netLimits.fragments_max,
  maxBufferedChunks: netLimits.chunks_max,
  closeTimeout: netLimits.close_wait_ms,
  handleProtocols: (wished: Set<string>) => chooseSubprotocol(wished) ?? (false as const),
};

/** All open connections of a server. */
export class Sockets {
  readonly #deps: SocketsDeps;
  readonly #options: SocketsOptions;
  readonly #open = new Map<Session, Wire>();
  /** Those that have not said hello. */
  readonly #unheard: Unheard<Session>;
  readonly #endSweeps: Cancel;
  #stopping: Promise<void> | undefined;
  /** Called when the last connection is gone. */
  #allGone = (): void => {};

  readonly #webSockets = new WebSocketServer(wsOptions);

  constructor(http: Server, deps: SocketsDeps, options: SocketsOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#unheard = new Unheard(
      options.unheard ?? {
        per_network_max: netLimits.unheard_per_network_max,
        in_all_max: netLimits.unheard_max,
      },
    );
    http.on('upgrade', this.#upgrade);
    deps.backend.onRightsChanged((account) => {
      for (const session of this.#of(account)) session.changed();
    });
    deps.backend.onVisibleSettingsChanged(() => {
      for (const session of this.#of(undefined)) session.changed();
    });
    this.#endSweeps = systemClock.every(netLimits.sweep_ms, () => this.sweep());
  }

  /** What the sockets did since the start. */
  get counters(): Readonly<NetCounters> {
    return this.#deps.counters;
  }

  /** Closes connections whose time is up and expires presence. Runs by itself every `sweep_ms`. */
  sweep(): void {
    const now = this.#deps.backend.now();
    for (const session of this.#open.keys()) session.sweep(now);
    this.#deps.presence.sweep(now);
  }

  /** The names of staff that players see have changed: what players watch is sent afresh. */
  staffRenamed(): void {
    this.#deps.staffRenamed();
    for (const session of this.#of(undefined)) session.changed();
  }

  /** Tells everybody who administers, so that they ask again for what they look at. */
  administrationChanged(): void {
    for (const session of this.#of(undefined)) session.administrationChanged();
  }

  /** Ends the connections of a web session that has ended. */
  signOut(webSession: string): void {
    for (const session of this.#open.keys()) {
      if (session.webSession === webSession) session.close('signed_out');
    }
  }

  /**
   * Accepts no more connections and tells the open ones to come back. Resolves when all are closed;
   * those that do not answer within `wait_ms` are cut.
   */
  stop(wait_ms: number = netLimits.stop_wait_ms): Promise<void> {
    this.#stopping ??= this.#stop(wait_ms);
    return this.#stopping;
  }

  /** Open sessions of one account, or of all. */
  #of(account: string | undefined): Session[] {
    const sessions = [...this.#open.keys()];
    return account === undefined
      ? sessions
      : sessions.filter((session) => session.caller?.account === account);
  }

  readonly #upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Until the handshake is done nobody else listens for errors, and one without a listener ends
    // the process.
    const ignore = (): void => {};
    socket.on('error', ignore);
    const judged = this.#judge(request);
    if (!judged.ok) {
      this.#deps.counters.upgrades_refused += 1;
      if (judged.rejection !== undefined) {
        const network = networkOf(request, this.#options.trustProxy === true);
        this.#deps.security.add({ ...judged.rejection, network });
      }
      answerInHttp(socket, judged.status, judged.sentence);
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (ws) => {
      socket.off('error', ignore);
      // An HTTP server hands out nothing but sockets here.
      this.#accept(ws, socket as Socket, judged.peer);
    });
  };

  #judge(request: IncomingMessage): ReturnType<typeof judge> {
    if (this.#stopping !== undefined) {
      return { ok: false, status: 503, sentence: 'The server is stopping: come back in a moment.' };
    }
    if (!this.#hasPlace()) {
      return { ok: false, status: 503, sentence: 'The server is full: come back later.' };
    }
    const { origins, trustProxy = false } = this.#options;
    return judge(request, origins, trustProxy);
  }

  /** Cuts a closed connection that lingers before anybody is turned away. */
  #hasPlace(): boolean {
    const { connectionsMax = netLimits.connections_max } = this.#options;
    const most = connectionsMax + netLimits.unheard_max + netLimits.turned_away_max;
    if (this.#open.size < most) return true;
    for (const [session, wire] of this.#open) {
      if (!session.isClosed) continue;
      wire.cut();
      return true;
    }
    return false;
  }

  #accept(ws: CodedWebSocket, socket: Socket, peer: Peer): void {
    const { counters } = this.#deps;
    const wire = new WsWire(ws, socket, this.#gone);
    const session = new Session(this.#deps, wire, peer, this.#heard);
    this.#open.set(session, wire);
    const gone = this.#unheard.add(session, peer.network);
    if (gone !== undefined) this.#giveWay(gone, peer.network);
    counters.connections += 1;
    counters.connections_total += 1;
    wire.connect(session);
  }

  /** Cut too, since a silent client may not answer the close frame either. */
  #giveWay(silent: Session, network: string): void {
    this.#deps.security.add({ kind: 'sockets_silent', network });
    silent.close('hello_late');
    this.#open.get(silent)?.cut();
  }

  async #stop(wait_ms: number): Promise<void> {
    this.#endSweeps();
    if (this.#open.size > 0) await this.#sayGoodbye(wait_ms);
  }

  async #sayGoodbye(wait_ms: number): Promise<void> {
    const allGone = new Promise<void>((resolve) => (this.#allGone = resolve));
    for (const session of this.#open.keys()) session.close('stopping');
    const cancel = holdingClock.after(wait_ms, () => {
      for (const wire of this.#open.values()) wire.cut();
    });
    await allGone;
    cancel();
  }

  readonly #heard = (session: Session): void => {
    this.#unheard.delete(session);
  };

  readonly #gone = (session: Session): void => {
    this.#deps.counters.connections -= 1;
    this.#open.delete(session);
    this.#unheard.delete(session);
    if (this.#open.size === 0) this.#allGone();
  };
}
