import type { AnswerBodyOf } from '../../protocol/admin.ts';
import { webhookEvents, type WebhookFields, type WebhookRow } from '../../protocol/webhooks.ts';
import { logTo } from '../../server/platform/log.ts';
import { Receiver } from './receiver.ts';
import { Running, type Client } from '../support/running-server.ts';

export const allowed = { SHARDBELL_WEBHOOKS_PRIVATE: 'true' };

interface Operated {
  operate(operation: string, input: object): Promise<unknown>;
}

/** Adds a webhook that is told of everything, but for what is named. */
export async function addWebhook(
  server: Operated,
  address: string,
  fields: Partial<WebhookFields> = {},
): Promise<AnswerBodyOf<'webhook_secret'>> {
  const all = { name: 'Relay', address, events: [...webhookEvents], shards: [], categories: [] };
  return (await server.operate('webhook_add', {
    ...all,
    ...fields,
  })) as AnswerBodyOf<'webhook_secret'>;
}

export async function rowOf(server: Operated, hook: string): Promise<WebhookRow> {
  const is = (await server.operate('webhook_list', {})) as AnswerBodyOf<'webhooks'>;
  const row = is.webhooks.find((one) => one.hook === hook);
  if (row === undefined) throw new Error(`no webhook ${hook}`);
  return row;
}

/** Asks until the row is so, in turns of the event loop. */
export async function untilRow(
  server: Operated,
  hook: string,
  isSo: (row: WebhookRow) => boolean,
): Promise<WebhookRow> {
  for (;;) {
    const row = await rowOf(server, hook);
    if (isSo(row)) return row;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A server with a player and somebody of support. */
export class WebhookStage {
  readonly server: Running;
  readonly player: Client;
  readonly staff: Client;
  readonly #receivers: Receiver[] = [];

  /** What the server wrote into its log. */
  readonly log: readonly string[];

  private constructor(server: Running, player: Client, staff: Client, log: readonly string[]) {
    this.log = log;
    this.server = server;
    this.player = player;
    this.staff = staff;
  }

  static async start(environment: Readonly<Record<string, string>> = allowed) {
    const lines: string[] = [];
    const log = logTo('info', { write: (line) => void lines.push(line) });
    const server = await Running.start({}, undefined, environment, log);
    const player = await server.signIn(await server.account('Ann', []));
    const staff = await server.signIn(await server.account('Rep', [], ['administrators']));
    return new WebhookStage(server, player, staff, lines);
  }

  /** Opens a ticket of the player: two entries. Gives its id. */
  async open(body: string, category = 'Bug'): Promise<string> {
    const opened = await this.player.command({ kind: 'open', category, body });
    if (opened.t !== 'done') throw new Error(JSON.stringify(opened));
    return opened.ticket!;
  }

  async say(ticket: string, body: string): Promise<void> {
    await done(this.staff.command({ kind: 'post_message', body }, { ticket, as: 'support' }));
  }

  async note(ticket: string, body: string): Promise<void> {
    await done(this.staff.command({ kind: 'post_note', body }, { ticket, as: 'support' }));
  }

  /** A webhook of its own, told of everything but for what is named, and who takes what it sends. */
  async hook(fields: Partial<WebhookFields> = {}) {
    const receiver = await Receiver.start();
    this.#receivers.push(receiver);
    const name = `Relay ${this.#receivers.length}`;
    return { receiver, ...(await addWebhook(this.server, receiver.address, { name, ...fields })) };
  }

  /** So that what the next test says is not sent there. */
  async remove(...hooks: readonly string[]): Promise<void> {
    for (const hook of hooks) await this.server.operate('webhook_remove', { hook });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    for (const receiver of this.#receivers) await receiver.stop();
  }
}

async function done(answer: ReturnType<Client['command']>): Promise<void> {
  const { t } = await answer;
  if (t !== 'done') throw new Error(JSON.stringify(await answer));
}
