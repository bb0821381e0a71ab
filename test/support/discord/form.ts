import { misfit, refusal } from './refusal.ts';

export type Form = Readonly<Record<string, unknown>>;

export function asForm(value: unknown, path = 'body'): Form {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (path === 'body') throw refusal('invalidJson');
    throw misfit(path, 'MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
  }
  return value as Form;
}

/** Counts characters as Discord does: code points. */
export function lengthOf(value: string): number {
  return Array.from(value).length;
}

/** A trimmed text of at most so many characters, as Discord stores it. */
export function text(value: unknown, path: string, min: number, max: number): string {
  if (typeof value !== 'string') {
    throw misfit(path, 'STRING_TYPE_CONVERT', 'Could not interpret value as string.');
  }
  const trimmed = value.trim();
  const length = lengthOf(trimmed);
  if (length >= min && length <= max) return trimmed;
  if (length === 0) throw misfit(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  if (min === 0) {
    throw misfit(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
  }
  throw misfit(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
}

export function optionalText(
  value: unknown,
  path: string,
  min: number,
  max: number,
): string | undefined {
  return value === undefined || value === null ? undefined : text(value, path, min, max);
}

export function list(value: unknown, path: string, max: number, min = 0): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    throw misfit(path, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
  }
  if (value.length < min || value.length > max) {
    throw misfit(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
  }
  return value;
}

export function choice<T>(value: unknown, path: string, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw misfit(path, 'BASE_TYPE_CHOICES', `Value must be one of {${choices.join(', ')}}.`);
}

export function bits(value: unknown, path: string): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'string' && /^\d+$/u.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw misfit(path, 'NUMBER_TYPE_COERCE', 'Value is not a permission set.');
}
