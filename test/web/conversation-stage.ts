import { Connection } from '../../clients/core/connection.ts';
import type { RequestOutcome } from '../../clients/core/requests.ts';

export const target = { account: '9', ticket: 't1', as: 'support' } as const;

/** A connection that ends every command in one way. */
export class Ending extends Connection {
  readonly asked: string[] = [];
  readonly #outcome: RequestOutcome;

  constructor(outcome: RequestOutcome) {
    super({ socket: () => Promise.reject(new Error()), auth: () => Promise.resolve(undefined) });
    this.#outcome = outcome;
  }

  override command(...[command, , id]: Parameters<Connection['command']>): Promise<RequestOutcome> {
    this.asked.push(`${id} ${command.kind === 'post_message' ? command.body : command.kind}`);
    return Promise.resolve(this.#outcome);
  }
}
