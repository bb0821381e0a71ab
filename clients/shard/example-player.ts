import type { ShardClient } from './client.ts';
import type { ShardForm, ShardNotice } from './options.ts';
import { exampleReplies, exampleTickets } from './example-texts.ts';
import { formText } from './form-text.ts';

/**
 * Simulates one player of the example shard: asks for help, fills in forms, answers replies, logs
 * off.
 */
export class ExamplePlayer {
  readonly session: string;
  readonly #shard: ShardClient;
  readonly #number: number;
  readonly #name: string;
  #turn: number;
  #answers = 0;

  constructor(shard: ShardClient, number: number, name: string) {
    this.#shard = shard;
    this.#number = number;
    this.#name = name;
    this.#turn = number;
    this.session = `s${number}`;
  }

  logIn(): void {
    this.#answers = 0;
    this.#shard.open({
      session: this.session,
      account: { id: `account-${this.#number}`, name: this.#name.toLowerCase() },
      character: { id: `character-${this.#number}`, name: this.#name },
      location: { map: 0, x: 1_400 + this.#number * 37, y: 1_600 + this.#number * 53, z: 0 },
    });
  }

  logOff(): void {
    this.#shard.end(this.session);
    this.#turn += 1;
  }

  ring(): void {
    void this.#shard.help(this.session);
  }

  /** Fills in every field and presses the button that leads on. */
  form({ form, elements }: ShardForm): void {
    const { choices, entries } = formText(elements);
    const ticket = exampleTickets[this.#turn % exampleTickets.length]!;
    const chosen = choices.find(({ label }) => label === ticket.about) ?? choices.find(isSend);
    const typed = Object.fromEntries(entries.map(({ id }) => [id, ticket.text]));
    void this.#shard.answerForm(form, { button: chosen?.button ?? 0, entries: typed });
  }

  /** True if the player is done and leaves. */
  reply({ ticket, kind }: ShardNotice): boolean {
    if (kind === 'system' || ticket === null) return false;
    if (this.#answers >= 2) return true;
    const body = exampleReplies[(this.#turn + this.#answers) % exampleReplies.length]!;
    this.#answers += 1;
    void this.#shard.command(this.session, { kind: 'post_message', body }, ticket);
    return false;
  }
}

function isSend({ label }: { readonly label: string }): boolean {
  return label === 'Send';
}
