import type { RequestOutcome } from '../../core/requests.ts';
import type { ConnectionState } from '../../core/state.ts';
import { troubleOf } from '../trouble.ts';
import { ShardClient } from '../client.ts';
import type { ShardForm, ShardNotice } from '../options.ts';
import { Compose } from './compose.ts';
import type { Dialog, DialogOutcome } from './dialog.ts';
import { FormDialog } from './form-dialog.ts';
import type { WorldSettings } from './world-settings.ts';
import type { Tone } from './text.ts';
import { plain } from './text.ts';
import { directions, Town, type Direction } from './town.ts';

/** The terminal and the shard that a player uses. */
export interface Stage {
  prompt: string;
  say(text: string, tone?: Tone, indent?: string): void;
  /** The game has ended; with the exit code. */
  end(code: number): void;
}

const session = 'terminal';
/** Forms that may wait behind the one being filled in. */
const forms_waiting_max = 8;
const commands = `walk      north, south, east, west (or n, s, e, w)
look      the town, and where you stand
help      press the help button
reply     answer the last message; "reply TEXT" in one line, "reply 12 TEXT" on ticket 12
web       a link that signs you in on the web
quit      leave the game; "/quit" does so in a form`;

/** One player of a small world, at a terminal. */
export class Player {
  readonly #settings: WorldSettings;
  readonly #stage: Stage;
  readonly #shard: ShardClient;
  readonly #town = new Town();
  /** Ids of known tickets, by number. */
  readonly #tickets = new Map<number, string>();
  readonly #forms: ShardForm[] = [];
  #last: number | undefined;
  #dialog: Dialog | undefined;
  /** What to do with a finished text. */
  #composed: (text: string) => void = () => {};
  #connection: 'new' | 'live' | 'away' = 'new';

  constructor(settings: WorldSettings, stage: Stage) {
    this.#settings = settings;
    this.#stage = stage;
    this.#shard = new ShardClient({
      url: settings.url,
      key: settings.key,
      onForm: (form) => this.#form(form),
      onNotice: (notice) => this.#notice(notice),
      onFormGone: ({ offered }) => {
        if (!offered) this.#say('That form is gone. Press help again.', 'wrong');
      },
      onState: (state) => this.#state(state),
      onError: (error) =>
        this.#say(String(error instanceof Error ? error.message : error), 'wrong'),
    });
  }

  start(): void {
    const { name } = this.#settings;
    const id = name.toLowerCase();
    this.#shard.open({
      session,
      account: { id: `account-${encodeURIComponent(id)}`, name: id },
      character: { id: `character-${encodeURIComponent(id)}`, name },
      location: this.#town.location,
    });
    this.#shard.start();
    this.#say(`You are ${name}. Type "help" to ring for help, "?" for all you can do.`, 'title');
    this.#look();
    this.#ready();
  }

  close(): void {
    this.#shard.close();
  }

  line(text: string): void {
    if (text.trim() === '/quit') return this.#stage.end(0);
    if (this.#dialog === undefined) this.#command(text.trim());
    else this.#concluded(this.#dialog.line(text, this.#stage.say));
    this.#ready();
  }

  #command(typed: string): void {
    const [word = '', ...rest] = typed.split(/\s+/u);
    const wanted = word.toLowerCase();
    const direction = (Object.keys(directions) as Direction[]).find(
      (one) => wanted === one || wanted === one[0],
    );
    if (direction !== undefined) return this.#walk(direction);
    switch (wanted) {
      case '':
        return;
      case '?':
      case 'commands':
        return this.#say(commands, 'quiet', '  ');
      case 'look':
      case 'l':
        return this.#look();
      case 'help':
      case 'h':
        return void this.#help();
      case 'web':
        return void this.#web();
      case 'reply':
      case 'r':
        return this.#reply(rest, typed.slice(word.length).trim());
      case 'quit':
      case 'exit':
        return this.#stage.end(0);
      default:
        return this.#say(`There is no ${plain(word)} here: type "?" for all you can do.`, 'wrong');
    }
  }

  #walk(direction: Direction): void {
    if (!this.#town.walk(direction)) return this.#say('You cannot walk there.', 'quiet');
    this.#shard.move(session, this.#town.location);
    this.#say(`You walk ${direction}. You are ${this.#town.place}.`);
  }

  #look(): void {
    this.#say(this.#town.map().join('\n'), 'quiet', '  ');
    this.#say(`You (@) are ${this.#town.place}.`);
  }

  async #help(): Promise<void> {
    this.#patience();
    const outcome = await this.#shard.help(session, this.#town.location);
    this.#refused(outcome, 'Help is not to be had');
  }

  async #web(): Promise<void> {
    this.#patience();
    const outcome = await this.#shard.signInLink(session);
    const link = outcome.t === 'done' ? outcome.link : undefined;
    if (link === undefined) return this.#refused(outcome, 'There is no link');
    const until = new Date(link.expires).toTimeString().slice(0, 5);
    this.#say(`Open this in a browser, once, until ${until}:`);
    this.#say(link.address, 'reply', '  ');
  }

  #reply(words: readonly string[], all: string): void {
    const named = Number(words[0]?.replace(/^#/u, ''));
    const isNamed = this.#tickets.has(named);
    const number = isNamed ? named : this.#last;
    const ticket = number === undefined ? undefined : this.#tickets.get(number);
    if (number === undefined || ticket === undefined)
      return this.#say(
        'Nobody has written to you since you came: "help" shows your tickets.',
        'wrong',
      );
    const text = isNamed ? all.slice(words[0]!.length).trim() : all;
    const send = (body: string): void => void this.#post(number, ticket, body);
    if (text !== '') return send(text);
    this.#begin(new Compose(''), send);
  }

  async #post(number: number, ticket: string, body: string): Promise<void> {
    this.#patience();
    const outcome = await this.#shard.command(session, { kind: 'post_message', body }, ticket);
    if (outcome.t === 'done') this.#say(`Your answer on #${number} was sent.`, 'quiet');
    else this.#refused(outcome, 'Your answer was not taken');
  }

  #form(form: ShardForm): void {
    if (this.#dialog === undefined) return this.#begin(new FormDialog(form));
    if (this.#forms.length < forms_waiting_max) this.#forms.push(form);
  }

  #begin(dialog: Dialog, composed: (text: string) => void = () => {}): void {
    this.#dialog = dialog;
    this.#composed = composed;
    dialog.begin((text, tone, indent) => this.#say(text, tone, indent));
    this.#ready();
  }

  #concluded(outcome: DialogOutcome): void {
    if (outcome.kind === 'goes_on') return;
    this.#dialog = undefined;
    if (outcome.kind === 'given_up') this.#say('Never mind.', 'quiet');
    if (outcome.kind === 'text' && outcome.text !== '') this.#composed(outcome.text);
    if (outcome.kind === 'answer') void this.#answer(outcome);
    const waiting = this.#forms.shift();
    if (waiting !== undefined) this.#begin(new FormDialog(waiting));
  }

  async #answer({ form, reply }: Extract<DialogOutcome, { kind: 'answer' }>): Promise<void> {
    this.#patience();
    const outcome = await this.#shard.answerForm(form, reply);
    this.#refused(outcome, 'That was not taken');
  }

  #notice({ kind, number, from, text, ticket, at }: ShardNotice): void {
    if (kind === 'system' || ticket === null || number === null)
      return this.#say(plain(text), 'title');
    this.#tickets.set(number, ticket);
    this.#last = number;
    const time = new Date(at).toTimeString().slice(0, 5);
    this.#say('');
    this.#say(`#${number}  ${plain(from ?? '')} answers, ${time}:`, 'title');
    this.#say(plain(text), 'reply', '  ');
    if (this.#dialog === undefined) this.#say('"reply" answers.', 'quiet');
  }

  #state(state: ConnectionState): void {
    const before = this.#connection;
    if (state.kind === 'live') {
      this.#connection = 'live';
      if (before === 'away') this.#say('The server is there again.', 'quiet');
      if (before === 'new') this.#say('Connected.', 'quiet');
    }
    const trouble = troubleOf(state);
    if (trouble?.final === true) {
      this.#say(`The server turned the shard away: ${plain(trouble.sentence)}`, 'wrong');
      return this.#stage.end(1);
    }
    if (state.kind === 'waiting' && before !== 'away') {
      this.#connection = 'away';
      this.#say(
        before === 'new'
          ? `No server answers at ${this.#settings.url}, which is tried again and again: ${plain(state.sentence)}`
          : 'The server is away. What you do waits until it is back.',
        'wrong',
      );
    }
  }

  #patience(): void {
    if (this.#connection !== 'live') this.#say('This waits for the server.', 'quiet');
  }

  #refused(outcome: RequestOutcome, what: string): void {
    if (outcome.t === 'refused') this.#say(`${what}: ${plain(outcome.sentence)}`, 'wrong');
  }

  #ready(): void {
    this.#stage.prompt = this.#dialog?.prompt ?? `${this.#settings.name}> `;
  }

  #say(text: string, tone?: Tone, indent?: string): void {
    this.#stage.say(plain(text), tone, indent);
  }
}
