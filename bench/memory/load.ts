/** The process that holds the sockets of which the memory is measured. */
import { nanoid } from 'nanoid';
import { answer } from '../child.ts';
import { bodyOf } from '../load/dialect.ts';
import { LightCrowd } from '../load/light-crowd.ts';
import type { LightSocket } from '../load/light-socket.ts';
import { signIn } from '../load/sign-in.ts';

/** What it answers to the bench. */
export type MemoryLoadAnswers = {
  /** Opens sockets; with the secret of a sign-in link each says hello. */
  open: (to: { port: number; count: number; secret?: string }) => Promise<void>;
  /** On each socket a ticket is opened and watched, as its player does. */
  ownTickets: () => Promise<void>;
  /** All sockets are closed. */
  leave: () => void;
};

const crowd = new LightCrowd();
let socketTicket: (() => Promise<string>) | undefined;

const answers: MemoryLoadAnswers = {
  async open({ port, count, secret }) {
    if (secret !== undefined) socketTicket ??= await signIn(port, secret);
    await crowd.open(port, count, secret === undefined ? undefined : socketTicket);
  },
  ownTickets: () => crowd.each(ownTicket),
  leave: () => crowd.leave(),
};

async function ownTicket(socket: LightSocket): Promise<void> {
  const opened = socket.next('done');
  const command = { kind: 'open', category: 'Stuck', body: bodyOf(0) } as const;
  socket.send({ t: 'command', id: nanoid(), as: 'player', do: command });
  const { ticket } = await opened;
  const told = socket.next('state');
  socket.send({ t: 'watch', w: 1, what: { on: 'ticket', ticket: ticket!, as: 'public' } });
  await told;
}

answer(answers, () => crowd.close());
