interface Session {
  character: number | null;
  /** Gump ids of the forms that were shown and not answered, oldest first. */
  readonly shown: Set<number>;
  /** Those of them that a former Lua state showed: its handlers are gone. */
  readonly lost: Set<number>;
}

export interface SessionRecord {
  readonly session: number;
  readonly character: number | null;
}

export type FormStanding = 'shown' | 'lost' | 'unknown';

/**
 * The live sessions of a shard and the forms open in each. Kept on both sides of the thread: one
 * tells scripts whom they can reach, the other survives the thread.
 */
export class Sessions {
  private readonly live = new Map<number, Session>();
  private readonly session_forms_max: number;

  constructor(session_forms_max: number, records: readonly SessionRecord[] = []) {
    this.session_forms_max = session_forms_max;
    for (const { session, character } of records) this.open(session, character);
  }

  /** A session told again keeps its forms. */
  open(session: number, character: number | null): void {
    const known = this.live.get(session);
    if (known === undefined)
      this.live.set(session, { character, shown: new Set(), lost: new Set() });
    else known.character = character;
  }

  close(session: number): void {
    this.live.delete(session);
  }

  has(session: number): boolean {
    return this.live.has(session);
  }

  character(session: number): number | null {
    return this.live.get(session)?.character ?? null;
  }

  show(session: number, gump: number): void {
    const forms = this.live.get(session);
    if (forms === undefined) return;
    forms.lost.delete(gump);
    forms.shown.delete(gump);
    forms.shown.add(gump);
    if (forms.shown.size <= this.session_forms_max) return;
    for (const oldest of forms.shown) {
      forms.shown.delete(oldest);
      return;
    }
  }

  /** How the form stands to which an answer came; it is open no longer. */
  answer(session: number, gump: number): FormStanding {
    const forms = this.live.get(session);
    if (forms?.shown.delete(gump)) return 'shown';
    return forms?.lost.delete(gump) ? 'lost' : 'unknown';
  }

  /** The Lua state that showed the forms is gone. Gives the sessions that had one open. */
  loseForms(): number[] {
    const losers: number[] = [];
    for (const [session, { shown, lost }] of this.live) {
      if (shown.size > 0) losers.push(session);
      for (const gump of shown) lost.add(gump);
      shown.clear();
    }
    return losers;
  }

  records(): SessionRecord[] {
    return [...this.live].map(([session, { character }]) => ({ session, character }));
  }
}
