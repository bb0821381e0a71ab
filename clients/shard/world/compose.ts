import { goesOn, type Dialog, type DialogOutcome, type Say } from './dialog.ts';

/** Lines of one text; more than anybody types. */
const lines_max = 400;

/** Asks for a text of several lines, ended by a line with a single dot. */
export class Compose implements Dialog {
  readonly prompt = '| ';
  readonly #before: string;
  readonly #chars_max: number | undefined;
  #lines: string[] = [];

  /** `before` is kept if nothing is typed. */
  constructor(before: string, chars_max?: number) {
    this.#before = before;
    this.#chars_max = chars_max;
  }

  begin(say: Say): void {
    const most = this.#chars_max === undefined ? '' : `, ${this.#chars_max} characters at most`;
    say(`Write your text${most}. A line with only a dot ends it; "/cancel" gives it up.`, 'quiet');
    if (this.#before === '') return;
    say('A dot alone at once keeps what stands there:', 'quiet');
    say(this.#before, 'plain', '  ');
  }

  line(text: string, say: Say): DialogOutcome {
    if (text.trim() === '/cancel') return { kind: 'given_up' };
    if (text.trim() !== '.') {
      if (this.#lines.length < lines_max) this.#lines.push(text);
      return goesOn;
    }
    const typed = this.#lines.join('\n').trim();
    const whole = typed === '' ? this.#before : typed;
    if (this.#chars_max !== undefined && whole.length > this.#chars_max) {
      say(
        `That is ${whole.length} characters, and ${this.#chars_max} fit: write it shorter.`,
        'wrong',
      );
      this.#lines = [];
      return goesOn;
    }
    return { kind: 'text', text: whole };
  }
}
