import type { ShardForm } from '../options.ts';
import { formText, type FormText } from '../form-text.ts';
import { Compose } from './compose.ts';
import { goesOn, type Dialog, type DialogOutcome, type Say } from './dialog.ts';

type Item =
  | { readonly kind: 'button'; readonly button: number; readonly label: string }
  | { readonly kind: 'turn'; readonly page: number; readonly label: string }
  | { readonly kind: 'switch'; readonly at: number; readonly label: string };

/** The page that is open first. */
const first_page = 1;

/** A form as a dialog: asks for its texts one after another, then for one of its buttons. */
export class FormDialog implements Dialog {
  readonly #form: ShardForm;
  readonly #entries = new Map<number, string>();
  readonly #switches: Map<number, boolean>;
  #shown: FormText;
  #items: readonly Item[] = [];
  /** Entries still to be asked for. */
  #unasked: Array<FormText['entries'][number]>;
  #composing: { readonly entry: number; readonly compose: Compose } | undefined;

  constructor(form: ShardForm) {
    this.#form = form;
    const all = formText(form.elements);
    for (const { id, text } of all.entries) this.#entries.set(id, text);
    this.#switches = new Map(all.switches.map(({ id, on }) => [id, on]));
    this.#unasked = [...all.entries];
    this.#shown = formText(form.elements, first_page);
  }

  get prompt(): string {
    return this.#composing?.compose.prompt ?? 'Your choice: ';
  }

  begin(say: Say): void {
    this.#sayWords(say);
    this.#next(say);
  }

  line(text: string, say: Say): DialogOutcome {
    if (this.#composing !== undefined) return this.#composed(this.#composing, text, say);
    const typed = text.trim();
    if (typed === '0' && this.#shown.mayClose) return this.#answer(0);
    const item = this.#items[Number(typed) - 1] ?? this.#named(typed);
    if (item === undefined) {
      say('Type the number of a line.', 'wrong');
      return goesOn;
    }
    switch (item.kind) {
      case 'button':
        return this.#answer(item.button);
      case 'turn':
        this.#shown = formText(this.#form.elements, item.page);
        this.#sayWords(say);
        this.#next(say);
        return goesOn;
      case 'switch':
        this.#press(item.at);
        this.#sayItems(say);
        return goesOn;
    }
  }

  #composed(
    { entry, compose }: { readonly entry: number; readonly compose: Compose },
    line: string,
    say: Say,
  ): DialogOutcome {
    const outcome = compose.line(line, say);
    if (outcome.kind === 'goes_on') return goesOn;
    if (outcome.kind === 'text') this.#entries.set(entry, outcome.text);
    this.#composing = undefined;
    this.#next(say);
    return goesOn;
  }

  /** Asks for the next text, or for a button. */
  #next(say: Say): void {
    const entry = this.#unasked.shift();
    if (entry === undefined) return this.#sayItems(say);
    this.#composing = { entry: entry.id, compose: new Compose(entry.text, entry.size) };
    this.#composing.compose.begin(say);
  }

  #answer(button: number): DialogOutcome {
    const switches = [...this.#switches].flatMap(([id, on]) => (on ? id : []));
    const entries = Object.fromEntries(this.#entries);
    return { kind: 'answer', form: this.#form.form, reply: { button, switches, entries } };
  }

  #press(at: number): void {
    const pressed = this.#shown.switches[at]!;
    if (pressed.group === undefined) {
      this.#switches.set(pressed.id, this.#switches.get(pressed.id) !== true);
      return;
    }
    for (const { id, group } of this.#shown.switches)
      if (group === pressed.group) this.#switches.set(id, id === pressed.id);
  }

  #sayWords(say: Say): void {
    const [title = '', ...rest] = this.#shown.words;
    say('');
    say(title, 'title');
    for (const words of rest) say(words);
  }

  #sayItems(say: Say): void {
    const { choices, turns, switches, mayClose } = this.#shown;
    this.#items = [
      ...switches.map(({ label }, at) => ({ kind: 'switch', at, label }) as const),
      ...choices.map((choice) => ({ kind: 'button', ...choice }) as const),
      ...turns.map((turn) => ({ kind: 'turn', ...turn }) as const),
    ];
    for (const [at, item] of this.#items.entries()) {
      const isOn = item.kind === 'switch' && this.#switches.get(switches[item.at]!.id) === true;
      const mark = item.kind === 'switch' ? `[${isOn ? 'x' : ' '}] ` : '';
      say(`${at + 1}  ${mark}${item.label || 'OK'}`, 'plain', '  ');
    }
    if (mayClose) say('0  Close', 'quiet', '  ');
  }

  #named(typed: string): Item | undefined {
    const wanted = typed.toLowerCase();
    return wanted === ''
      ? undefined
      : this.#items.find(({ label }) => label.toLowerCase().startsWith(wanted));
  }
}
