import type { Location, Person } from '../../../protocol/ticket.ts';

/**
 * Values without field names, which take more bytes than the values. A value with other fields is
 * stored unpacked, as earlier versions stored all. An array is packed, an object is not. The order
 * of fields never changes, since stored data depends on it.
 */
export type Packed<T> = T | readonly unknown[];

/** A person, or the index of the same one among the participants. */
type PackedPerson = Packed<Person> | number | null;

export function isPacked<T>(value: Packed<T>): value is readonly unknown[] {
  return Array.isArray(value);
}

export function hasFields(value: object, count: number): boolean {
  let found = 0;
  // `Object.keys` would allocate a list for each part of each entry.
  for (const _ in value) found += 1;
  return found === count;
}

const person_fields = 4;

export function packPerson(person: Person): Packed<Person> {
  if (!hasFields(person, person_fields)) return person;
  const { account, name, character, character_name } = person;
  const isWhole = account !== undefined && name !== undefined && character !== undefined;
  return isWhole && character_name !== undefined
    ? [account, name, character, character_name]
    : person;
}

export function unpackPerson(packed: Packed<Person>): Person {
  if (!isPacked(packed)) return packed;
  const [account, name, character, character_name] = packed;
  return { account, name, character, character_name } as Person;
}

/** The sender is nearly always one of the participants. */
export function packSender(sender: Person | null, participants: readonly Person[]): PackedPerson {
  if (sender === null) return null;
  const at = participants.findIndex((one) => isSame(one, sender));
  return at < 0 ? packPerson(sender) : at;
}

export function unpackSender(packed: PackedPerson, participants: readonly Person[]): Person | null {
  if (packed === null) return null;
  return typeof packed === 'number' ? participants[packed]! : unpackPerson(packed);
}

const location_fields = 4;

export function packLocation(location: Location | null): Packed<Location | null> {
  if (location === null || !hasFields(location, location_fields)) return location;
  const { map, x, y, z } = location;
  const isWhole = map !== undefined && x !== undefined && y !== undefined && z !== undefined;
  return isWhole ? [map, x, y, z] : location;
}

export function unpackLocation(packed: Packed<Location | null>): Location | null {
  if (!isPacked(packed)) return packed;
  const [map, x, y, z] = packed;
  return { map, x, y, z } as Location;
}

function isSame(a: Person, b: Person): boolean {
  return (
    a.account === b.account &&
    a.name === b.name &&
    a.character === b.character &&
    a.character_name === b.character_name &&
    hasFields(a, person_fields) &&
    hasFields(b, person_fields)
  );
}
