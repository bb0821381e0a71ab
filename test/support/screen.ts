/** The rows that a terminal of so many columns shows once it was sent this. It knows what readline sends. */
export function screenOf(sent: string, columns: number): string[] {
  const screen = new Screen(columns);
  const [first = '', ...rest] = sent.split('\u{1b}[');
  screen.write(first);
  for (const part of rest) {
    const [whole = '', count = '', code = ''] = /^([\d;?]*)([A-Za-z])/u.exec(part) ?? [];
    screen.obey(code, Number(count || 1));
    screen.write(part.slice(whole.length));
  }
  return screen.rows();
}

class Screen {
  readonly #columns: number;
  readonly #rows: string[][] = [];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  rows(): string[] {
    return this.#rows.map((characters) => characters.join('').trimEnd());
  }

  write(text: string): void {
    for (const character of text) {
      if (character === '\r') this.#column = 0;
      else if (character === '\n') this.#row += 1;
      else this.#put(character);
    }
  }

  obey(code: string, count: number): void {
    switch (code) {
      case 'A':
        this.#row = Math.max(0, this.#row - count);
        break;
      case 'B':
        this.#row += count;
        break;
      case 'C':
        this.#column += count;
        break;
      case 'D':
        this.#column = Math.max(0, this.#column - count);
        break;
      case 'G':
        this.#column = count - 1;
        break;
      case 'J':
        this.#rows[this.#row]?.splice(this.#column);
        this.#rows.splice(this.#row + 1);
        break;
      case 'K':
        this.#rows[this.#row]?.splice(this.#column);
        break;
      default:
        break;
    }
  }

  #put(character: string): void {
    if (this.#column === this.#columns) {
      this.#row += 1;
      this.#column = 0;
    }
    while (this.#rows.length <= this.#row) this.#rows.push([]);
    const row = this.#rows[this.#row]!;
    while (row.length < this.#column) row.push(' ');
    row[this.#column] = character;
    this.#column += 1;
  }
}
