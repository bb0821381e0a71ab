import { computed, signal } from '@preact/signals';
import { Listeners } from '../../core/listeners.ts';

/**
 * What was typed and is not stored on the server yet, kept by the browser over reloads and closed tabs, and
 * the same in all its tabs. The second word of each name is the account, which alone finds it again.
 */
const prefix = 'shardbell.kept.';

/** Drafts of one account; the oldest make room. */
const drafts_max = 50;
/** One draft; a longer one is not kept, and its author is told. */
const draft_chars_max = 100_000;
/** What the drafts of one account hold together; browsers keep about five million in all. */
const drafts_chars_max = 1_000_000;
/** After that long nobody comes back for it. */
export const kept_ms_max = 30 * 24 * 3_600_000;

/** What the browser did not keep, because its storage is full or forbidden, or the text too long. */
const unkept = signal<ReadonlySet<string>>(new Set());
export const isKept = (name: string): boolean => !unkept.value.has(name);
export const isKeeping = computed(() => unkept.value.size === 0);

export type Kept<T> = T & {
  /** Milliseconds since 1970, later for what was kept later. */
  readonly at: number;
};

let lastAt = 0;

/** Undefined: is forgotten. */
export function keep(name: string, value: object | undefined): void {
  const failed = new Set(unkept.value);
  failed.delete(name);
  try {
    if (value === undefined) localStorage.removeItem(prefix + name);
    else {
      lastAt = Math.max(lastAt + 1, Date.now());
      localStorage.setItem(prefix + name, JSON.stringify({ ...value, at: lastAt }));
    }
  } catch {
    if (value !== undefined) failed.add(name);
  }
  if (failed.size + unkept.value.size > 0) unkept.value = failed;
}

/** As `keep`, within what the drafts of an account may take. */
export function keepDraft(name: string, value: object | undefined): void {
  if (value !== undefined) {
    const chars = JSON.stringify(value).length;
    // What was kept of it before it grew too long stays.
    if (chars > draft_chars_max) return void (unkept.value = new Set([...unkept.value, name]));
    makeRoom(name, chars);
  }
  keep(name, value);
}

export function kept<T>(name: string): Kept<T> | undefined {
  try {
    const text = localStorage.getItem(prefix + name);
    return text === null ? undefined : (JSON.parse(text) as Kept<T>);
  } catch {
    return undefined;
  }
}

/** The names of all that is kept and begins so, in the order in which it was kept. */
export function keptNames(...starts: readonly string[]): string[] {
  return namesOf(starts)
    .map((name) => ({ name, at: kept(name)?.at ?? 0 }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ name }) => name);
}

function namesOf(starts: readonly string[]): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => starts.some((start) => key.startsWith(prefix + start)))
      .map((key) => key.slice(prefix.length));
  } catch {
    return [];
  }
}

const elsewhere = new Listeners<string>();

/** Tells of what another tab kept or forgot. */
export function onKept(call: (name: string) => void): () => void {
  return elsewhere.add(call);
}

/** By the key of the browser's own event. */
export function keptElsewhere(key: string | null): void {
  if (key?.startsWith(prefix)) elsewhere.tell(key.slice(prefix.length));
}

/** Drafts that nobody came back for. */
export function forgetOldDrafts(): void {
  const oldest = Date.now() - kept_ms_max;
  for (const name of keptNames('draft.', 'new.')) {
    if ((kept(name)?.at ?? 0) < oldest) keep(name, undefined);
  }
}

function makeRoom(name: string, chars: number): void {
  const [, account] = name.split('.');
  const starts = [`draft.${account}.`, `new.${account}.`];
  let others = namesOf(starts).filter((one) => one !== name);
  const lengthOf = (one: string): number => localStorage.getItem(prefix + one)?.length ?? 0;
  let sum = others.reduce((all, one) => all + lengthOf(one), chars);
  const isFull = (): boolean => others.length >= drafts_max || sum > drafts_chars_max;
  // Their age is looked at only then, for this runs at each key.
  if (isFull()) others = keptNames(...starts).filter((one) => one !== name);
  while (isFull()) {
    const oldest = others.shift()!;
    sum -= lengthOf(oldest);
    keep(oldest, undefined);
  }
}
