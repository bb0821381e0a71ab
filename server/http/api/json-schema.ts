import {
  toJsonSchema,
  toJsonSchemaDefs,
  type ConversionConfig,
  type JsonSchema,
} from '@valibot/to-json-schema';
import type * as v from 'valibot';

/** Schemas used in several places of the document, by name. */
export type NamedSchemas = Readonly<Record<string, v.GenericSchema>>;

/** JSON Schema 2020-12 as OpenAPI 3.1 has it: `named` schemas are references to its components. */
export class JsonSchemas {
  readonly #config: ConversionConfig;
  /** What the references lead to. */
  readonly components: Readonly<Record<string, JsonSchema>>;

  constructor(named: NamedSchemas) {
    const names = new Map<unknown, string>(
      Object.entries(named).map(([name, schema]) => [schema, name]),
    );
    /** The component that is being written out. */
    let own: string | undefined;
    this.#config = {
      target: 'draft-2020-12',
      definitions: named,
      overrideRef: ({ referenceId }) => refTo(referenceId),
      // Where a description is added at the place of use, the library would write the schema out.
      overrideSchema: ({ valibotSchema }) => {
        const name = names.get(valibotSchema);
        return name === undefined || name === own ? undefined : { $ref: refTo(name) };
      },
      overrideAction: ({ valibotAction, jsonSchema }) => {
        switch (valibotAction.type) {
          case 'excludes': {
            const { requirement } = valibotAction as unknown as { readonly requirement: string };
            return { ...jsonSchema, not: { pattern: escaped(requirement) } };
          }
          // Patterns of JSON Schema are read with the flag u by themselves.
          case 'regex': {
            const { requirement } = valibotAction as unknown as { readonly requirement: RegExp };
            return { ...jsonSchema, pattern: requirement.source };
          }
          // JSON has no other numbers.
          case 'finite':
            return jsonSchema;
          default:
            return undefined;
        }
      },
    };
    const components: Record<string, JsonSchema> = {};
    for (own of Object.keys(named)) {
      Object.assign(components, toJsonSchemaDefs({ [own]: named[own]! }, this.#config));
    }
    own = undefined;
    this.components = components;
  }

  /** Throws for a kind of schema that has no JSON Schema. */
  of(schema: v.GenericSchema): JsonSchema {
    const { $schema: _, $defs: __, ...converted } = toJsonSchema(schema, this.#config);
    return converted;
  }
}

function refTo(name: string): string {
  return `#/components/schemas/${name}`;
}

/** Each unit as an escape, so that none is special in a pattern. */
function escaped(text: string): string {
  return text.replaceAll(/./gsu, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
}
