import * as v from 'valibot';
import { JsonSchemas, type NamedSchemas } from './json-schema.ts';
import { behind_sentence } from '../after-head.ts';
import type { ApiAnswer, ApiRoute, Door } from './route.ts';

type JsonObject = { readonly [key: string]: unknown };

/** The OpenAPI 3.1 document of these routes. */
export function openApiDocument(
  routes: readonly ApiRoute[],
  schemas: NamedSchemas,
  version: string,
): JsonObject {
  const named = new JsonSchemas(schemas);
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route, named);
  return {
    openapi: '3.1.0',
    info: { title: 'Shardbell help tickets', version },
    paths,
    components: {
      schemas: named.components,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operation(route: ApiRoute, named: JsonSchemas): JsonObject {
  const { name, sentence, door, body } = route;
  const answers = { ...commonAnswers(route), ...route.answers };
  return {
    operationId: name,
    summary: sentence,
    ...(door === 'anybody' ? {} : { security: [{ bearer: [] }] }),
    parameters: parameters(route, named),
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(body, named) } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [status, response(answer, named)]),
    ),
  };
}

function parameters({ variables = {}, query = {} }: ApiRoute, named: JsonSchemas): JsonObject[] {
  const told = (place: string, required: boolean) => {
    return ([name, schema]: [string, v.GenericSchema]): JsonObject => {
      return { name, in: place, required, schema: named.of(schema) };
    };
  };
  return [
    ...Object.entries(variables).map(told('path', true)),
    ...Object.entries(query).map(told('query', false)),
  ];
}

function response(answer: ApiAnswer, named: JsonSchemas): JsonObject {
  const { sentence, json: schema, text } = answer;
  if (schema !== undefined) return { description: sentence, content: json(schema, named) };
  if (text !== true) return { description: sentence };
  return { description: sentence, content: { 'text/plain': { schema: { type: 'string' } } } };
}

function json(schema: v.GenericSchema, named: JsonSchemas): JsonObject {
  return { 'application/json': { schema: named.of(schema) } };
}

/** Answers given before the route is called. */
function commonAnswers({ door, body, isFixed }: ApiRoute): Record<number, ApiAnswer> {
  const answers: Record<number, ApiAnswer> = { ...doorAnswers(door) };
  if (body !== undefined) {
    answers[413] = { sentence: 'The body is larger than it may be.', json: v.string() };
  }
  if (isFixed !== true) answers[503] = { sentence: behind_sentence, json: v.string() };
  return answers;
}

function doorAnswers(door: Door): Record<number, ApiAnswer> {
  const signedOut = {
    401: { sentence: 'Not signed in.' },
    429: { sentence: 'Too many requests of one account at this moment.', json: v.string() },
  };
  switch (door) {
    case 'anybody':
      return {};
    case 'signed_in':
      return signedOut;
    case 'staff':
      return { ...signedOut, 403: { sentence: 'Only for staff.' } };
    default:
      return { ...signedOut, 403: { sentence: `Needs ${door}.` } };
  }
}
