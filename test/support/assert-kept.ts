import { assert } from './suite.ts';

/** Whatever was there is there as it was; an object may have more fields. `where` names it. */
export function assertKept(was: unknown, is: unknown, where: string): void {
  if (typeof was !== 'object' || was === null) return assert.equal(is, was, where);
  const found = (is ?? {}) as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(was))
    assertKept(value, found[name], `${where}.${name}`);
  if (Array.isArray(was)) assert.is((is as unknown[] | undefined)?.length, was.length, where);
}
