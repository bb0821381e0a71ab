/**
 * What was typed and is not stored yet, kept over a reload of this tab. A browser without storage
 * just keeps nothing.
 */
const prefix = 'shardbell.';

export function keep(name: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(prefix + name);
    else sessionStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // Full or forbidden: what is on the screen is still there.
  }
}

export function kept(name: string): unknown {
  try {
    const text = sessionStorage.getItem(prefix + name);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The names of all that is kept and begins so. */
export function keptNames(start: string): string[] {
  try {
    return Object.keys(sessionStorage)
      .filter((key) => key.startsWith(prefix + start))
      .map((key) => key.slice(prefix.length));
  } catch {
    return [];
  }
}

export function forgetKept(): void {
  for (const name of keptNames('')) keep(name, undefined);
}
