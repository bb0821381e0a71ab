/** What befalls a request on its way. */
export type Fault =
  /** Discord answers so, having done nothing. */
  | { readonly kind: 'status'; readonly status: 500 | 502 | 503 | 504 }
  /** Discord refuses it so, having done nothing. */
  | {
      readonly kind: 'refused';
      readonly status: 400 | 403 | 404;
      readonly code: number;
      readonly message: string;
    }
  /** So does the wall before Discord, which speaks HTML. */
  | { readonly kind: 'walled_off' }
  /** The line breaks before Discord has read it. */
  | { readonly kind: 'lost' }
  /** Discord does it, and the line breaks before the answer is there. */
  | { readonly kind: 'answer_lost' }
  /** Discord does it, and answers 5xx. */
  | { readonly kind: 'done_but'; readonly status: 500 | 502 | 503 | 504 }
  /** It is read and done when this resolves. */
  | { readonly kind: 'held'; readonly until: Promise<unknown> };

/** Faults of the requests to come, each for a number of requests of one template. */
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

  /** Requests that are still to come upon one. */
  get left(): number {
    return this.#planned.reduce((sum, { times }) => sum + times, 0);
  }

  clear(): void {
    this.#planned = [];
  }
}
