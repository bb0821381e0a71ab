/** A value that only grows: a number, or several numbers by name. */
export type Marker = number | MarkerFields;
export type MarkerFields = Readonly<Record<string, number>>;

/**
 * Takes the greater value of each. The result does not depend on order or repetition, so writers
 * need not know of each other.
 */
export function mergeMarkers(a: Marker, b: Marker): Marker {
  if (typeof a === 'number') return typeof b === 'number' ? Math.max(a, b) : b;
  if (typeof b === 'number') return a;
  const merged: Record<string, number> = { ...a };
  for (const [name, number] of Object.entries(b)) {
    merged[name] = Math.max(merged[name] ?? number, number);
  }
  return merged;
}

export function sameMarker(a: Marker, b: Marker): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

export function isMarker(value: unknown): value is Marker {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(Number.isFinite);
}
