/** A reply of support to a ticket, and whom it is for. */
export interface Reply {
  readonly text: string;
  readonly ticket: string;
  /** Its place among the replies to its ticket. */
  readonly nth: number;
  readonly accounts: readonly string[];
}

interface Showing {
  readonly reply: Reply;
  readonly at: number;
}

/** One login of a player, in one life of the shard. */
export interface Login {
  readonly account: string;
  readonly shown: Showing[];
  /** Replies asked for since the server was known to have taken the login, while it lasts. */
  readonly owed: Reply[];
  /** Replies that were answered before it began: they come sorted, the oldest first. */
  readonly before: ReadonlySet<Reply>;
  /** Shown in an earlier login. */
  readonly again: ReadonlySet<Reply>;
  isTaken: boolean;
  /** The server was killed while it lasts: what that had not forgotten may be brought again, late. */
  hasLostServer: boolean;
}

export interface Wrongs {
  /** Answered, and shown to no login of a participant, or not to one that was there all along. */
  lost: number;
  /** Shown more than once in one login. */
  twice: number;
  /** Shown to whom it was not for, or out of order. */
  wrong: number;
}

/** What was answered to each player, and what each of their logins was shown. */
export class Model {
  readonly #replies = new Map<string, Reply>();
  readonly #answered = new Set<Reply>();
  /** Those that nobody of an account has been shown yet, by account. */
  readonly #unseen = new Map<string, Set<Reply>>();
  readonly #logins = new Set<Login>();
  readonly #wrongs: Wrongs = { lost: 0, twice: 0, wrong: 0 };
  readonly #listeners: Array<() => void> = [];
  shown = 0;
  /** What was lost or wrong, for a person. */
  readonly details: string[] = [];

  get answered(): number {
    return this.#answered.size;
  }

  begin(account: string): Login {
    const before = new Set(this.#unseen.get(account));
    const again = new Set(
      [...this.#seenBy].filter(([, by]) => by.has(account)).map(([reply]) => reply),
    );
    const login: Login = {
      account,
      shown: [],
      owed: [],
      before,
      again,
      isTaken: false,
      hasLostServer: false,
    };
    this.#logins.add(login);
    return login;
  }

  /** The player left, or the shard died. */
  end(login: Login): void {
    this.#logins.delete(login);
  }

  serverKilled(): void {
    for (const login of this.#logins) login.hasLostServer = true;
  }

  asked(reply: Reply): void {
    this.#replies.set(reply.text, reply);
    for (const login of this.#logins)
      if (login.isTaken && reply.accounts.includes(login.account)) login.owed.push(reply);
  }

  /** The server said that it is done. */
  answeredBy(reply: Reply): void {
    this.#answered.add(reply);
    for (const account of reply.accounts) {
      if (this.#wasSeen(account, reply)) continue;
      const unseen = this.#unseen.get(account) ?? new Set();
      this.#unseen.set(account, unseen.add(reply));
    }
    this.#tell();
  }

  show(login: Login, text: string, at: number): void {
    this.shown += 1;
    const reply = this.#replies.get(text);
    if (reply === undefined || !reply.accounts.includes(login.account)) {
      this.#wrongs.wrong += 1;
      this.details.push(`${text}: shown to ${login.account}, for whom it is not`);
      return;
    }
    if (login.shown.some((one) => one.reply === reply)) this.#wrongs.twice += 1;
    const later = login.shown.find(
      (one) =>
        (one.reply.ticket === reply.ticket && one.reply.nth > reply.nth) ||
        (login.before.has(reply) && login.before.has(one.reply) && one.at > at),
    );
    const isExcused = login.again.has(reply) && login.hasLostServer;
    if (later !== undefined && !isExcused) {
      this.#wrongs.wrong += 1;
      const facts = [
        login.before.has(reply) ? 'answered before the login' : 'answered while it lasted',
        ...(login.again.has(reply) ? ['shown in an earlier one'] : []),
        ...(login.hasLostServer ? ['the server was killed meanwhile'] : []),
      ];
      const place = `after ${later.reply.text} (${later.at - at} ms later)`;
      this.details.push(`${text}: shown to ${login.account} ${place}; ${facts.join(', ')}`);
    }
    login.shown.push({ reply, at });
    this.#seen(login.account, reply);
    this.#tell();
  }

  /** Resolves when nothing is owed any more; what still is after `patience_ms` is lost. */
  async settled(patience_ms: number): Promise<Wrongs> {
    const until = Date.now() + patience_ms;
    while (this.#owed().length > 0 && Date.now() < until) await this.#change(until - Date.now());
    const owed = this.#owed();
    this.#wrongs.lost += owed.length;
    this.details.push(...owed);
    return { ...this.#wrongs };
  }

  /** What is owed to players, or to a login that was there all along. */
  #owed(): string[] {
    const owed: string[] = [];
    for (const [account, unseen] of this.#unseen)
      for (const { text } of unseen) owed.push(`${text}: shown to ${account} in no login`);
    for (const { account, shown, owed: due } of this.#logins) {
      const seen = new Set(shown.map(({ reply }) => reply));
      for (const reply of due)
        if (!seen.has(reply)) owed.push(`${reply.text}: not shown in a login of ${account}`);
    }
    return owed;
  }

  readonly #seenBy = new Map<Reply, Set<string>>();

  #wasSeen(account: string, reply: Reply): boolean {
    return this.#seenBy.get(reply)?.has(account) === true;
  }

  #seen(account: string, reply: Reply): void {
    const by = this.#seenBy.get(reply) ?? new Set();
    this.#seenBy.set(reply, by.add(account));
    this.#unseen.get(account)?.delete(reply);
  }

  #change(wait_ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait_ms);
      this.#listeners.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #tell(): void {
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
