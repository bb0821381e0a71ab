import { computed, signal } from '@preact/signals';
import { Listeners } from '../../core/listeners.ts';

/**
 * Input that is not stored on the server yet, kept by the browser across reloads and closed tabs
 * and shared by all its tabs. The second part of each name is the account; only that account reads
 * it.
 */
const prefix = 'shardbell.kept.';

/** Drafts of one account; the oldest are dropped. */
const drafts_max = 50;
/** One draft; a longer one is not kept, and its author is told. */
const draft_chars_max = 100_000;
/** All drafts of one account together; browsers allow about five million in all. */
const drafts_chars_max = 1_000_000;
/** Older drafts are forgotten. */
export const kept_ms_max = 30 * 24 * 3_600_000;

/** What could not be kept, because storage is full or forbidden, or the text is too long. */
const unkept = signal<ReadonlySet<string>>(new Set());
export const isKept = (name: string): boolean => !unkept.value.has(name);
export const isKeeping = computed(() => unkept.value.size === 0);

export type Kept<T> = T & {
  /** Milliseconds since 1970, rising with each call. */
  readonly at: number;
};

let lastAt = 0;

/** Undefined forgets it. */
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

/** Like `keep`, within the bounds for the drafts of an account. */
export function keepDraft(name: string, value: object | undefined): void {
  if (value !== undefined) {
    const chars = JSON.stringify(value).length;
    // The version before it grew too long stays kept.
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

/** The names with these prefixes, in the order in which they were kept. */
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

/** Called with what another tab kept or forgot. */
export function onKept(call: (name: string) => void): () => void {
  return elsewhere.add(call);
}

/** Handles the key of a browser storage event. */
export function keptElsewhere(key: string | null): void {
  if (key?.startsWith(prefix)) elsewhere.tell(key.slice(prefix.length));
}

/** Forgets old drafts. */
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
  // Ages are read only when the bound is reached, since this runs at each key.
  if (isFull()) others = keptNames(...starts).filter((one) => one !== name);
  while (isFull()) {
    const oldest = others.shift()!;
    sum -= lengthOf(oldest);
    keep(oldest, undefined);
  }
}
