/** The process that opens sockets, posts, and counts arrivals. */
import { answer } from '../child.ts';
import { ColyseusDialect } from './colyseus-dialect.ts';
import { Crowd, type Figures, type Plan } from './crowd.ts';
import type { Dialect } from './dialect.ts';
import { signIn } from './sign-in.ts';
import { SocketIoDialect } from './socketio-dialect.ts';
import { WireDialect } from './wire-dialect.ts';

/** What the load answers to the bench. */
export type LoadAnswers = {
  connect: (to: { peer: PeerName; port: number; secret?: string }) => Promise<void>;
  /** Opens the sockets of a round and makes its warm-up posts. */
  prepare: (plan: Plan) => Promise<void>;
  measure: () => Promise<Figures>;
  finish: () => void;
};

export type PeerName = 'shardbell' | 'raw' | 'socketio' | 'colyseus';

let dialect: Dialect | undefined;
let round: { readonly crowd: Crowd; readonly plan: Plan } | undefined;

const answers: LoadAnswers = {
  async connect({ peer, port, secret }) {
    switch (peer) {
      case 'shardbell':
        dialect = new WireDialect({ port, socketTicket: await signIn(port, secret!) });
        break;
      case 'raw':
        dialect = new WireDialect({ port, socketTicket: () => Promise.resolve('any') });
        break;
      case 'socketio':
        dialect = new SocketIoDialect(port);
        break;
      case 'colyseus':
        dialect = new ColyseusDialect(port);
        break;
    }
  },
  async prepare(plan) {
    round = { plan, crowd: await Crowd.open(dialect!, plan) };
    if (plan.warm_up_posts > 0) await round.crowd.post(plan.warm_up_posts);
  },
  measure: () => round!.crowd.post(round!.plan.posts),
  finish() {
    round?.crowd.close();
    round = undefined;
  },
};

answer(answers, () => dialect?.close());
