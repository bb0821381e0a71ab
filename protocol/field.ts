import * as v from 'valibot';
import { limits } from './limits.ts';

/**
 * The kinds of field that messages are made of. Each takes the sentence that
 * `docs/protocol.md` prints beside it; type, bound and validator are read off the same value.
 */

/** Text of 1 to `chars_max` characters, without NUL. Whether user text is blank after trimming is the ticket's own question. */
export function text(chars_max: number, sentence: string) {
  return v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(chars_max),
    v.excludes('\0', 'text without NUL'),
    v.description(sentence),
  );
}

/** Text that may be empty. */
export function optionalText(chars_max: number, sentence: string) {
  return v.pipe(v.string(), v.maxLength(chars_max), v.description(sentence));
}

/** An id made by either side; printable ASCII, so that it can stand in a key or an address. */
export function id(sentence: string) {
  return v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(limits.id_chars_max),
    v.regex(/^[\x21-\x7e]+$/u, 'printable ASCII without blanks'),
    v.description(sentence),
  );
}

export function int(min: number, max: number, sentence: string) {
  return v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max), v.description(sentence));
}

/** Milliseconds since 1970; plain MessagePack encoders write it as float64. */
export function time(sentence: string) {
  return v.pipe(v.number(), v.finite(), v.description(`${sentence} Milliseconds since 1970.`));
}

export function flag(sentence: string) {
  return v.pipe(v.boolean(), v.description(sentence));
}

export function oneOf<const T extends readonly [string, ...string[]]>(names: T, sentence: string) {
  return v.pipe(v.picklist(names), v.description(sentence));
}

export function listOf<const S extends v.GenericSchema>(
  item: S,
  count_max: number,
  sentence: string,
) {
  return v.pipe(v.array(item), v.maxLength(count_max), v.description(sentence));
}

/** A field that may be missing. It is never null. */
export function maybe<const S extends v.GenericSchema>(field: S) {
  return v.optional(field);
}

/** A field that is always there and null where there is nothing. */
export function orNull<const S extends v.GenericSchema>(field: S) {
  return v.nullable(field);
}

/** An id of Discord. */
export function discordId(sentence: string) {
  return v.pipe(v.string(), v.regex(/^\d{17,20}$/u, '17 to 20 digits'), v.description(sentence));
}

/** Says what a map or a choice of maps is for, at the place where it is used. */
export function meaning<const S extends v.GenericSchema>(schema: S, sentence: string) {
  return v.pipe(schema, v.description(sentence));
}

/** The word that tells which of several maps it is. */
export function kind<const K extends string>(name: K) {
  return v.literal(name);
}
