/** A fault of a request. */
export type Fault =
  /** Discord answers with this status, and has done nothing. */
  | { readonly kind: 'status'; readonly status: 500 | 502 | 503 | 504 }
  /** Discord refuses it, and has done nothing. */
  | {
      readonly kind: 'refused';
      readonly status: 400 | 403 | 404;
      readonly code: number;
      readonly message: string;
    }
  /** Cloudflare before Discord refuses it, in HTML. */
  | { readonly kind: 'walled_off' }
  /** The connection breaks before Discord has read it. */
  | { readonly kind: 'lost' }
  /** Discord does it, and the connection breaks before the answer arrives. */
  | { readonly kind: 'answer_lost' }
  /** Discord does it, and answers 5xx. */
  | { readonly kind: 'done_but'; readonly status: 500 | 502 | 503 | 504 }
  /** Discord does it when this resolves. */
  | { readonly kind: 'held'; readonly until: Promise<unknown> };

/** Faults of future requests, each for a number of requests of one template. */
export class Faults {
  #planned: Array<{ readonly template: string; readonly fault: Fault; times: number }> = [];

  /** @param template such as `POST /channels/:id/messages` */
  plan(template: string, fault: Fault, times = 1): void {
    this.#planned.push({ template, fault, times });
  }

  next(template: string): Fault | undefined {
    const planned = this.#planned.find((one) => one.template === template);
    if (!planned) return undefined;
    planned.times -= 1;
    if (planned.times <= 0) this.#planned = this.#planned.filter((one) => one !== planned);
    return planned.fault;
  }

  /** How many requests will still have one. */
  get left(): number {
    return this.#planned.reduce((sum, { times }) => sum + times, 0);
  }

  clear(): void {
    this.#planned = [];
  }
}
