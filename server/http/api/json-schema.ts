import type * as v from 'valibot';

export type JsonSchema = { readonly [keyword: string]: unknown };

/** The parts of a valibot schema that are read here. */
interface Looked {
  readonly type: string;
  readonly pipe?: readonly Looked[];
  readonly entries?: Readonly<Record<string, Looked>>;
  readonly options?: readonly unknown[];
  readonly item?: Looked;
  readonly wrapped?: Looked;
  readonly literal?: unknown;
  readonly requirement?: unknown;
  readonly description?: string;
}

/**
 * Converts a valibot schema to JSON Schema 2020-12. `named` schemas become references, except at
 * the top. Throws for a kind of schema that no route uses yet.
 */
export function toJsonSchema(
  schema: v.GenericSchema,
  named: ReadonlyMap<unknown, string>,
): JsonSchema {
  return whole(schema, named);
}

function whole(schema: Looked, named: ReadonlyMap<unknown, string>): JsonSchema {
  if (schema.pipe === undefined) return bare(schema, named);
  // The first of a pipe may itself be one, where a sentence was added at the place of use.
  const [core, ...actions] = schema.pipe;
  const said = actions.map((action) => keywords(action, schema.type));
  return Object.assign({}, part(core!, named), ...said) as JsonSchema;
}

function part(schema: Looked, named: ReadonlyMap<unknown, string>): JsonSchema {
  const name = named.get(schema);
  return name === undefined ? whole(schema, named) : { $ref: `#/components/schemas/${name}` };
}

function bare(schema: Looked, named: ReadonlyMap<unknown, string>): JsonSchema {
  switch (schema.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return { type: schema.type };
    case 'literal':
      return { const: schema.literal };
    case 'picklist':
      return { enum: schema.options };
    case 'array':
      return { type: 'array', items: part(schema.item!, named) };
    case 'nullable':
      return { anyOf: [part(schema.wrapped!, named), { type: 'null' }] };
    case 'optional':
      return part(schema.wrapped!, named);
    case 'variant':
      return { oneOf: schema.options!.map((option) => part(option as Looked, named)) };
    case 'object':
    case 'loose_object':
    case 'strict_object':
      return objectOf(schema, named);
    default:
      throw new Error(`no JSON Schema for ${schema.type}`);
  }
}

function objectOf({ type, entries = {} }: Looked, named: ReadonlyMap<unknown, string>): JsonSchema {
  const fields = Object.entries(entries);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, field]) => [name, part(field, named)])),
    required: fields.filter(([, field]) => field.type !== 'optional').map(([name]) => name),
    ...(type === 'strict_object' ? { additionalProperties: false } : {}),
  };
}

/** What one step of a pipe adds to the schema. */
function keywords({ type, requirement, description }: Looked, of: string): JsonSchema {
  switch (type) {
    case 'description':
      return { description };
    case 'min_length':
      return of === 'array' ? { minItems: requirement } : { minLength: requirement };
    case 'max_length':
      return of === 'array' ? { maxItems: requirement } : { maxLength: requirement };
    case 'min_value':
      return { minimum: requirement };
    case 'max_value':
      return { maximum: requirement };
    case 'integer':
      return { type: 'integer' };
    case 'finite':
      return {};
    case 'regex':
      return { pattern: (requirement as RegExp).source };
    case 'excludes':
      return { not: { pattern: escaped(String(requirement)) } };
    case 'iso_timestamp':
      return { format: 'date-time' };
    default:
      throw new Error(`no JSON Schema for ${type}`);
  }
}

/** Each unit as an escape, so that none is special in a pattern. */
function escaped(text: string): string {
  return text.replaceAll(/./gsu, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
}
