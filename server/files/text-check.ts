/** Tells of bytes that come in pieces whether all of them are text: UTF-8 without control characters. */
export class TextCheck {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #isText = true;

  add(bytes: Uint8Array): void {
    if (!this.#isText) return;
    try {
      if (unprintable.test(this.#decoder.decode(bytes, { stream: true }))) this.#isText = false;
    } catch {
      this.#isText = false;
    }
  }

  end(): boolean {
    try {
      this.#decoder.decode();
      return this.#isText;
    } catch {
      return false;
    }
  }
}

// Escape is in logs with colours.
// eslint-disable-next-line no-control-regex
const unprintable = /[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]/u;
