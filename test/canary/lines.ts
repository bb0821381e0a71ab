import type { ClientMessage } from '../../protocol/messages.ts';
import { messagesIn, type House, type Line } from '../support/house.ts';
import { accountOf, lineNames, type ApiRoute, type LineName } from './steps.ts';

/** What left in one step, by the name of who got it. */
export type Left = ReadonlyMap<string, Buffer>;

/** Everybody's lines to one house, and what leaves on them. */
export class Lines {
  readonly #house: House;
  readonly #lines = new Map<LineName, Line>();
  #shard!: Line;
  #support!: Line;
  #noter!: Line;
  readonly #unshown: Array<{ session: string; notice: string }> = [];
  #answers: Array<Promise<string>> = [];
  #told = 0;

  constructor(house: House) {
    this.#house = house;
  }

  get shard(): Line {
    return this.#shard;
  }

  get support(): Line {
    return this.#support;
  }

  /** Of whoever writes the notes. */
  get noter(): Line {
    return this.#noter;
  }

  of(name: LineName): Line {
    return this.#lines.get(name)!;
  }

  connectAll(): void {
    for (const name of lineNames) this.#connect(name);
    this.#support = this.#house.connect('9');
    this.#noter = this.#house.connect('8');
    this.#support.send({
      t: 'watch',
      w: 1,
      what: {
        on: 'queue',
        filter: {},
        sort: { by: 'updated', descending: true },
        offset: 0,
        limit: 50,
      },
    });
    this.connectShard();
  }

  connectShard(): void {
    this.#unshown.length = 0;
    this.#shard = this.#house.connect('shard');
    for (const account of ['1', '2']) {
      const session = `s${account}`;
      this.#shard.send({
        t: 'session_opened',
        id: session,
        session,
        account,
        character: `${account}0`,
      });
    }
    this.#shard.send({ t: 'sessions_end' });
  }

  reconnect(name: LineName): void {
    this.of(name).cut();
    this.#connect(name);
  }

  send(name: LineName, message: ClientMessage): void {
    this.of(name).send(message);
  }

  ask(account: string, route: ApiRoute, number: number): void {
    const [method = '', path = ''] = route.replace(':n', String(number)).split(' ');
    this.#answers.push(this.#house.api(account, method, path));
  }

  /** The shard shows every notice that came to it. */
  showNotices(): void {
    for (const one of this.#unshown.splice(0)) this.#shard.send({ t: 'notice_shown', ...one });
  }

  async take(): Promise<Left> {
    const answers = await Promise.all(this.#answers.splice(0));
    const left = new Map<string, Buffer>();
    left.set('http', Buffer.from(answers.join('\n')));
    for (const [name, line] of this.#lines) left.set(name, line.take());
    const shard = this.#shard.take();
    left.set('shard', shard);
    for (const message of messagesIn(shard)) {
      if (message.t !== 'notify') continue;
      const { session, notice } = message;
      this.#unshown.push({ session, notice });
    }
    const { script } = this.#house;
    left.set('script', Buffer.from(script.slice(this.#told).join('\n')));
    this.#told = script.length;
    return left;
  }

  #connect(name: LineName): void {
    const subprotocol = name === 'browser' ? 'shardbell.v1.json' : 'shardbell.v1';
    this.#lines.set(name, this.#house.connect(accountOf[name], subprotocol));
  }
}
