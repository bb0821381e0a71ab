import { ShardClient } from '../../clients/shard/client.ts';
import type { ShardForm, ShardNotice } from '../../clients/shard/options.ts';
import { formText, type FormText } from '../../clients/shard/form-text.ts';
import type { ServerMessageOf } from '../../protocol/messages.ts';
import type { RequestOutcome } from '../../clients/core/requests.ts';

/** What came before a player, in order, and somebody who waits for the next of it. */
class Inbox<T> {
  readonly all: T[] = [];
  #taken = 0;
  #wake: (() => void) | undefined;

  put(item: T): void {
    this.all.push(item);
    this.#wake?.();
  }

  /** The next one not yet taken; the test's own time limit bounds the wait. */
  async next(): Promise<T> {
    while (this.#taken >= this.all.length) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.all[this.#taken++]!;
  }
}

/** A shard with the real SDK, and players whose keys the test presses. */
export class Game {
  readonly shard: ShardClient;
  readonly gone: Array<ServerMessageOf<'form_gone'>> = [];
  readonly #players = new Map<string, GamePlayer>();
  #live: (() => void) | undefined;

  constructor(url: string, key: string) {
    this.shard = new ShardClient({
      url,
      key,
      onForm: (form) => this.#players.get(form.session)?.forms.put(form),
      onNotice: (notice) => this.#players.get(notice.session)?.notices.put(notice),
      onFormGone: (gone) => this.gone.push(gone),
      onState: (state) => {
        if (state.kind === 'live') this.#live?.();
      },
    });
  }

  /** One that the server has welcomed. */
  static async start(url: string, key: string): Promise<Game> {
    const game = new Game(url, key);
    const live = game.live();
    game.shard.start();
    await live;
    return game;
  }

  /** Resolves at the next welcome. */
  live(): Promise<void> {
    return new Promise((resolve) => (this.#live = resolve));
  }

  logIn(
    session: string,
    account: { id: string; name: string },
    character: { id: string; name: string },
  ): GamePlayer {
    const player = new GamePlayer(this.shard, session);
    this.#players.set(session, player);
    this.shard.open({ session, account, character, location: { map: 1, x: 1417, y: 1692, z: -5 } });
    return player;
  }

  logOff(session: string): void {
    this.#players.delete(session);
    this.shard.end(session);
  }
}

export class GamePlayer {
  readonly session: string;
  readonly forms = new Inbox<ShardForm>();
  readonly notices = new Inbox<ShardNotice>();
  readonly #shard: ShardClient;

  constructor(shard: ShardClient, session: string) {
    this.#shard = shard;
    this.session = session;
  }

  help(): Promise<RequestOutcome> {
    return this.#shard.help(this.session);
  }

  async nextForm(): Promise<{ form: ShardForm; text: FormText }> {
    const form = await this.forms.next();
    return { form, text: formText(form.elements) };
  }

  /** Presses the button with this label, with the same text in every entry. */
  press(
    { form, text }: { form: ShardForm; text: FormText },
    label: string,
    typed?: string,
  ): Promise<RequestOutcome> {
    const choice = text.choices.find((one) => one.label === label);
    if (choice === undefined) {
      throw new Error(
        `no button ${label} among ${text.choices.map((one) => one.label).join(', ')}`,
      );
    }
    const entries = Object.fromEntries(
      text.entries.map((entry) => [entry.id, typed ?? entry.text]),
    );
    return this.#shard.answerForm(form.form, { button: choice.button, entries });
  }

  /** Rings, picks a category and writes: gives the form that follows. */
  async ring(label: string, message: string): Promise<FormText> {
    void this.help();
    void this.press(await this.nextForm(), label);
    void this.press(await this.nextForm(), 'Send', message);
    return (await this.nextForm()).text;
  }

  write(ticket: string, body: string): Promise<RequestOutcome> {
    return this.#shard.command(this.session, { kind: 'post_message', body }, ticket);
  }
}

/** The number in `Your ticket is #41.` */
export function numberIn(text: FormText): number {
  const number = /#(\d+)/u.exec(text.words.join(' '))?.[1];
  if (number === undefined) throw new Error(`no ticket number in: ${text.words.join(' / ')}`);
  return Number(number);
}
