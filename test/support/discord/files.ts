/** A file of a message. */
export interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** Attachments, which the CDN serves under signed addresses that expire. */
export class Files {
  /** The CDN's own address, without a slash at its end. */
  base = '';
  readonly #kept = new Map<string, { readonly file: File; readonly until: number }>();
  #count = 0;

  keep(channel: string, file: File, until: number): { url: string; proxy_url: string } {
    this.#count += 1;
    const name = encodeURIComponent(file.name);
    return this.#address(`/attachments/${channel}/${this.#count}/${name}`, file, until);
  }

  /** A fresh address for the file of an old one. */
  renew(url: string, until: number): { url: string; proxy_url: string } {
    const path = url.slice(this.base.length);
    const { file } = this.#kept.get(path)!;
    return this.#address(path.slice(0, path.indexOf('?')), file, until);
  }

  find(path: string, now: number): File | undefined {
    const found = this.#kept.get(path);
    return found && found.until > now ? found.file : undefined;
  }

  #address(path: string, file: File, until: number): { url: string; proxy_url: string } {
    const signed = `${path}?ex=${Math.floor(until / 1_000).toString(16)}`;
    this.#kept.set(signed, { file, until });
    return { url: `${this.base}${signed}`, proxy_url: `${this.base}${signed}` };
  }
}
