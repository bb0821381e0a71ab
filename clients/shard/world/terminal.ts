import {
  clearScreenDown,
  createInterface,
  cursorTo,
  moveCursor,
  type Interface,
} from 'node:readline';
import { toned, wrap, type Tone } from './text.ts';

/** Used if the width is unknown. */
const columns_fallback = 80;

interface TerminalDeps {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly hasColours: boolean;
  /** A whole line was typed. */
  line(text: string): void;
  /** The input has ended. */
  closed(): void;
}

/** Reads lines, and prints above the line that is being typed. */
export class Terminal {
  readonly #deps: TerminalDeps;
  readonly #lines: Interface;
  #prompt = '';
  #phase: 'quiet' | 'asking' | 'closed' = 'quiet';

  constructor(deps: TerminalDeps) {
    this.#deps = deps;
    const { input, output } = deps;
    this.#lines = createInterface({ input, output, terminal: output.isTTY });
    this.#lines.on('line', (text) => {
      this.#phase = 'quiet';
      deps.line(text);
      this.#ask();
    });
    this.#lines.on('close', () => {
      this.#phase = 'closed';
      // An open pipe would keep the process alive.
      input.destroy();
      deps.closed();
    });
    this.#lines.on('SIGINT', () => this.#lines.close());
  }

  get columns(): number {
    // A terminal of unknown size reports 0.
    return this.#deps.output.columns || columns_fallback;
  }

  /** Printed before the line to be typed. */
  set prompt(prompt: string) {
    this.#prompt = prompt;
    if (this.#phase === 'asking') this.#above(() => {});
  }

  /** Starts asking for lines. */
  start(): void {
    this.#ask();
  }

  say(text: string, tone: Tone = 'plain', indent = ''): void {
    if (this.#phase === 'closed') return;
    this.#above(() => {
      for (const line of wrap(text, this.columns - 1, indent))
        this.#deps.output.write(`${toned(line, tone, this.#deps.hasColours)}\n`);
    });
  }

  close(): void {
    this.#lines.close();
  }

  /** Erases the prompt and the typed text, and prints both again below. */
  #above(print: () => void): void {
    const { output } = this.#deps;
    if (this.#phase !== 'asking') return print();
    const { rows } = this.#lines.getCursorPos();
    moveCursor(output, 0, -rows);
    cursorTo(output, 0);
    clearScreenDown(output);
    print();
    // It moves up by as many rows as it had before it writes the line again.
    output.write('\n'.repeat(rows));
    this.#ask();
  }

  #ask(): void {
    // A pipe gets no prompt.
    if (this.#phase === 'closed' || !this.#deps.output.isTTY) return;
    this.#phase = 'asking';
    this.#lines.setPrompt(this.#prompt);
    this.#lines.prompt(true);
  }
}
