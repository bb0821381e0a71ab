import { assert, suite } from '../../support/suite.ts';
import { ApiSites } from './api-site.ts';

const test = suite('the OpenAPI document');
const sites = new ApiSites();
test.after.each(() => sites.close());

interface Operation {
  readonly operationId: string;
  readonly security?: unknown;
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly in: string }>;
  readonly responses: Readonly<Record<string, unknown>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

async function read(): Promise<{ document: Document; api: Awaited<ReturnType<ApiSites['open']>> }> {
  const api = await sites.open();
  const reply = await api.ask(undefined, 'GET', '/api/openapi.json');
  assert.is(reply.status, 200);
  return { document: reply.json() as Document, api };
}

const operations = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

test('[H120] the OpenAPI document tells every route, and each answers as it says', async () => {
  const { document, api } = await read();
  assert.is(document.openapi, '3.1.0');
  assert.is(document.info.version, '1.2.3');
  const told = operations(document);
  assert.equal(told.map(({ method, path }) => `${method} ${path}`).toSorted(), [
    'get /api/health',
    'get /api/help-tickets',
    'get /api/help-tickets/me',
    'get /api/help-tickets/{ticketId}',
    'get /api/help-tickets/{ticketId}/transcript',
    'get /api/openapi.json',
    'get /api/version',
    'post /auth/login',
    'put /api/help-tickets/{ticketId}/assign-to-me',
    'put /api/help-tickets/{ticketId}/status',
  ]);
  const ana = await api.player('ana');
  const mo = await api.staff('mo');
  for (const { path, method, operation } of told) {
    for (const who of [undefined, ana, mo]) {
      for (const id of ['none', '99']) {
        const at = path.replace('{ticketId}', id);
        const { status } = await api.ask(
          who,
          method.toUpperCase(),
          at,
          method === 'get' ? undefined : {},
        );
        assert.ok(operation.responses[status] !== undefined, `${status} of ${method} ${at}`);
        const isShut = who === undefined && operation.security !== undefined;
        if (path !== '/auth/login') assert.is(status === 401, isShut);
      }
    }
  }
});

test('[H121] in it names are used once, and whatever is referred to is there', async () => {
  const { document } = await read();
  const ids = operations(document).map(({ operation }) => operation.operationId);
  assert.equal(ids, [...new Set(ids)]);
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/gu)];
  assert.ok(references.length > 10);
  for (const [, name] of references)
    assert.ok(document.components.schemas[name!] !== undefined, name);
  for (const { path, operation } of operations(document)) {
    const variables = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
    const inPath = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
    assert.equal(inPath, variables);
  }
});

test('[H122] it tells a ticket with the fields and bounds that its routes go by', async () => {
  const { document } = await read();
  const { HelpTicket, HelpTicketPage } = document.components.schemas as unknown as Record<
    string,
    { properties: Record<string, object>; required: string[]; additionalProperties: boolean }
  >;
  assert.equal(Object.keys(HelpTicket!.properties), HelpTicket!.required);
  assert.is(HelpTicket!.required.length, 16);
  assert.is(HelpTicket!.additionalProperties, false);
  assert.equal(HelpTicket!.properties.status, {
    type: 'string',
    enum: ['Open', 'Assigned', 'Closed'],
  });
  assert.equal(HelpTicket!.properties.closedAtUtc, {
    anyOf: [
      {
        type: 'string',
        format: 'date-time',
        description: 'When it was closed; cleared by reopening. ISO 8601, UTC.',
      },
      { type: 'null' },
    ],
  });
  assert.equal(HelpTicketPage!.properties.items, {
    type: 'array',
    items: { $ref: '#/components/schemas/HelpTicket' },
    description: 'Newest first.',
  });
});
