import { Connection, type ConnectionOptions } from '../../clients/core/connection.ts';
import { FakeClock, quiet } from './fake-clock.ts';
import { FakeServer } from './fake-server.ts';
import type { FakeWire } from './fake-wire.ts';

/** A connection, its clock, and the server at the other end of a wire that the test moves. */
export interface Setting {
  readonly clock: FakeClock;
  readonly server: FakeServer;
  readonly connection: Connection;
  /** The newest socket. */
  wire(): FakeWire;
  /** Opens the newest socket and delivers everything both ways until nothing moves. */
  flow(): Promise<void>;
}

export function setting(options: Partial<ConnectionOptions> = {}): Setting {
  const clock = new FakeClock();
  const server = new FakeServer();
  const connection = new Connection({
    socket: () => server.wire(),
    auth: () => Promise.resolve({ as: 'web', ticket: 'ticket' }),
    clock,
    random: () => 1,
    ...options,
  });
  const wire = (): FakeWire => {
    const last = server.wires.at(-1);
    if (last === undefined) throw new Error('no socket was asked for yet');
    return last;
  };
  return {
    clock,
    server,
    connection,
    wire,
    async flow() {
      await quiet();
      wire().open();
      do {
        wire().deliverUp();
        wire().deliverDown();
        await quiet();
      } while (wire().up.length + wire().down.length > 0);
    },
  };
}
