import { hears } from '../../support/followers.ts';
import type { TicketJson } from '../../../server/http/api/ticket-json.ts';
import { openMemoryStorage } from '../../../server/storage/replica/memory-storage.ts';
import { faultyStorage } from '../../support/faulty-storage.ts';
import { assert, suite } from '../../support/suite.ts';
import { ApiSites, type ApiSite } from './api-site.ts';

const test = suite('changes by the HTTP API');
const sites = new ApiSites();
test.after.each(() => sites.close());

async function ticketService(options?: Parameters<ApiSites['open']>[0]) {
  const api = await sites.open(options);
  const [mo, lou, ana] = [await api.staff('mo'), await api.staff('lou'), await api.player('ana')];
  return { api, mo, lou, ana, number: await api.ring(ana, 'help') };
}

/** What happened to a ticket after it was opened, and on which surface. */
function happened(api: ApiSite, number: number): string[] {
  const id = api.storage.tables.idOfNumber(number)!;
  return api.storage.tables
    .history(id, 'support', { after: 2, limit: 99 })
    .map(({ change, surface, by }) => `${change.type} ${surface} ${by.side}`);
}

for (const body of [undefined, {}, '', { accountId: '9' }, 'no JSON']) {
  // [H70] assign-to-me takes a ticket that nobody has, whatever its body.
  test(`[H70] assign-to-me with the body ${JSON.stringify(body)} takes a ticket that nobody has`, async () => {
    const { api, mo, number } = await ticketService();
    api.wait(1_000);
    const reply = await api.put(mo, `/${number}/assign-to-me`, body);
    assert.is(reply.status, 200);
    const told = reply.json() as TicketJson;
    assert.equal(
      [told.status, told.assignedToAccountId, told.assignedAtUtc, told.lastUpdatedAtUtc],
      ['Assigned', mo.id, api.now(), api.now()],
    );
    assert.equal(told, await api.ticket(mo, number));
    assert.equal(happened(api, number), ['ticket_assigned http support']);
  });
}

// [H71] assign-to-me takes a ticket over from whoever has it; of one's own it changes nothing.
test('[H71] assign-to-me takes a ticket over from whoever has it', async () => {
  const { api, mo, lou, number } = await ticketService();
  await api.put(mo, `/${number}/assign-to-me`);
  const reply = await api.put(lou, `/${number}/assign-to-me`);
  assert.is(reply.status, 200);
  assert.is((reply.json() as TicketJson).assignedToAccountId, lou.id);
});

test('[H71] assign-to-me of one’s own ticket succeeds and moves no time', async () => {
  const { api, mo, number } = await ticketService();
  const first = (await api.put(mo, `/${number}/assign-to-me`)).text;
  api.wait(1_000);
  const again = await api.put(mo, `/${number}/assign-to-me`);
  assert.equal([again.status, again.text], [200, first]);
});

test('[H72] assign-to-me of a closed or archived ticket is a 409 that changes nothing', async () => {
  const { api, mo, ana, number } = await ticketService();
  for (const command of [{ kind: 'close' }, { kind: 'archive' }] as const) {
    await api.does(ana, number, command);
    const before = happened(api, number);
    const { status, text, headers } = await api.put(mo, `/${number}/assign-to-me`, {});
    assert.equal([status, text], [409, '"Help ticket is closed."']);
    assert.match(headers['content-type']!, /^application\/json/u);
    assert.equal(happened(api, number), before);
  }
});

// [H73] Of many who take one ticket at once all succeed, one after the other.
test('[H73] of many who take one ticket at once all succeed, one after the other', async () => {
  const { api, number } = await ticketService();
  const staff = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => api.staff(`helper ${n}`)));
  const replies = await Promise.all(staff.map((who) => api.put(who, `/${number}/assign-to-me`)));
  for (const { status } of replies) assert.is(status, 200);
  assert.equal(happened(api, number), Array(6).fill('ticket_assigned http support'));
});

/** Somebody else does it between the moment when a request read the ticket and its command. */
function meanwhile(api: ApiSite, doIt: () => Promise<void>): void {
  const { tables } = api.storage;
  const ticket = tables.ticket.bind(tables);
  tables.ticket = (id) => {
    const read = ticket(id);
    tables.ticket = ticket;
    // Its command is before that of the request, which has only just read.
    void doIt();
    return read;
  };
}

test('[H73] who is overtaken while taking a ticket takes it over from the faster one', async () => {
  const { api, mo, lou, number } = await ticketService();
  meanwhile(api, () => api.does(lou, number, { kind: 'assign_to_me' }));
  const first = await api.put(mo, `/${number}/assign-to-me`);
  assert.equal([first.status, (first.json() as TicketJson).assignedToAccountId], [200, mo.id]);
  meanwhile(api, () => api.does(lou, number, { kind: 'unassign' }));
  const second = await api.put(lou, `/${number}/assign-to-me`);
  assert.equal([second.status, (second.json() as TicketJson).assignedToAccountId], [200, lou.id]);
});

test('[H84] what somebody else did a moment before counts as done', async () => {
  const { api, mo, lou, ana, number } = await ticketService();
  meanwhile(api, () => api.does(ana, number, { kind: 'close' }));
  assert.is((await api.setStatus(mo, number, 'Closed')).status, 200);
  meanwhile(api, () => api.does(ana, number, { kind: 'reopen' }));
  assert.is((await api.setStatus(mo, number, 'Open')).status, 200);
  meanwhile(api, () => api.does(lou, number, { kind: 'assign_to_me' }));
  const assigned = await api.setStatus(mo, number, 'Assigned');
  assert.equal(
    [assigned.status, (assigned.json() as TicketJson).assignedToAccountId],
    [200, lou.id],
  );
  meanwhile(api, () => api.does(ana, number, { kind: 'close' }));
  assert.is((await api.put(mo, `/${number}/assign-to-me`)).status, 409);
});

test('[H74] Closed closes, sets the closing time and keeps the assignee', async () => {
  const { api, mo, number } = await ticketService();
  await api.put(mo, `/${number}/assign-to-me`);
  api.wait(1_000);
  const reply = await api.setStatus(mo, number, 'Closed');
  assert.is(reply.status, 200);
  const told = reply.json() as TicketJson;
  assert.equal(
    [told.status, told.closedAtUtc, told.assignedToAccountId],
    ['Closed', api.now(), mo.id],
  );
  assert.equal(happened(api, number), [
    'ticket_assigned http support',
    'ticket_closed http support',
  ]);
});

test('[H75] with Auto Archive on, Closed archives at once and still reads as Closed', async () => {
  const { api, mo, number } = await ticketService();
  api.site.tickets.settings.autoArchive = true;
  const told = (await api.setStatus(mo, number, 'Closed')).json() as TicketJson;
  assert.equal([told.status, told.closedAtUtc], ['Closed', api.now()]);
  assert.equal(happened(api, number), [
    'ticket_closed http support',
    'ticket_archived http support',
  ]);
});

test('[H76] Closed again succeeds and changes nothing, for a closed and for an archived ticket', async () => {
  const { api, mo, ana, number } = await ticketService();
  for (const command of [{ kind: 'close' }, { kind: 'archive' }] as const) {
    api.site.tickets.settings.autoArchive = false;
    await api.does(ana, number, command);
    for (const autoArchive of [false, true]) {
      api.site.tickets.settings.autoArchive = autoArchive;
      const before = await api.ticket(mo, number);
      api.wait(1_000);
      const reply = await api.setStatus(mo, number, 'Closed');
      assert.equal([reply.status, reply.json()], [200, before]);
    }
  }
});

test('[H77] open releases the assignee of an active ticket and leaves its progress', async () => {
  const { api, mo, lou, number } = await ticketService();
  await api.does(mo, number, { kind: 'post_message', body: 'on it' });
  await api.put(mo, `/${number}/assign-to-me`);
  const told = (await api.setStatus(lou, number, 'Open')).json() as TicketJson;
  assert.equal([told.status, told.assignedToAccountId, told.assignedAtUtc], ['Open', '', null]);
  assert.is(
    (await api.storage.tickets.load(api.storage.tables.idOfNumber(number)!)).state?.life.status,
    'in_progress',
  );
  const again = await api.setStatus(lou, number, 'Open');
  assert.equal([again.status, again.json()], [200, told]);
});

for (const archived of [false, true]) {
  const state = archived ? 'an archived' : 'a closed';
  // [H78] Open reopens a closed or archived ticket, then releases it.
  test(`[H78] Open reopens ${state} ticket, clears its closing time and releases it, in this order`, async () => {
    const { api, mo, number } = await ticketService();
    await api.put(mo, `/${number}/assign-to-me`);
    await api.setStatus(mo, number, 'Closed');
    if (archived) await api.does(mo, number, { kind: 'archive' });
    const before = happened(api, number).length;
    const told = (await api.setStatus(mo, number, 'Open')).json() as TicketJson;
    assert.equal([told.status, told.closedAtUtc, told.assignedToAccountId], ['Open', null, '']);
    assert.equal(happened(api, number).slice(before), [
      'ticket_reopened http support',
      'ticket_released http support',
    ]);
  });
}

test('[H79] assigned reopens a closed ticket, then assigns it to the caller if nobody has it', async () => {
  const { api, mo, lou, number } = await ticketService();
  const first = (await api.setStatus(mo, number, 'Assigned')).json() as TicketJson;
  assert.equal([first.status, first.assignedToAccountId], ['Assigned', mo.id]);
  const second = (await api.setStatus(lou, number, 'Assigned')).json() as TicketJson;
  assert.equal([second.status, second.assignedToAccountId], ['Assigned', mo.id]);
  await api.setStatus(mo, number, 'Closed');
  const third = (await api.setStatus(lou, number, 'Assigned')).json() as TicketJson;
  assert.equal(
    [third.status, third.assignedToAccountId, third.closedAtUtc],
    ['Assigned', mo.id, null],
  );
  await api.setStatus(mo, number, 'Closed');
  await api.does(mo, number, { kind: 'unassign' });
  const fourth = (await api.setStatus(lou, number, 'Assigned')).json() as TicketJson;
  assert.equal([fourth.status, fourth.assignedToAccountId], ['Assigned', lou.id]);
});

test('[H80] a status is written trimmed and in any case', async () => {
  const { api, mo, number } = await ticketService();
  for (const [told, expected] of [
    [' closed ', 'Closed'],
    ['OPEN', 'Open'],
    ['\tassigned', 'Assigned'],
  ] as const) {
    assert.is(((await api.setStatus(mo, number, told)).json() as TicketJson).status, expected);
  }
});

const bad: Array<[body: unknown, sentence: string]> = [
  [{ status: 'Pending' }, '"Invalid help ticket status."'],
  [{ status: '' }, '"Invalid help ticket status."'],
  [{ status: ' ' }, '"Invalid help ticket status."'],
  [{ status: '1' }, '"Invalid help ticket status."'],
  [{ status: 1 }, '"Invalid help ticket status."'],
  [{ status: null }, '"Invalid help ticket status."'],
  [{ status: ['Open'] }, '"Invalid help ticket status."'],
  [{ status: 'Open,Closed' }, '"Invalid help ticket status."'],
  [{}, '"Invalid help ticket status."'],
  [[], '"Invalid help ticket status."'],
  ['null', '"Invalid help ticket status."'],
  ['"Open"', '"Invalid help ticket status."'],
  [undefined, '"Invalid help ticket status."'],
  ['{"status":', '"The body is not JSON."'],
  ['status=Open', '"The body is not JSON."'],
];
for (const [body, sentence] of bad) {
  // [H81] A status that is none is a 400 with a JSON string, and so is a body that is no JSON.
  test(`[H81] the status body ${JSON.stringify(body)} is a 400 with ${sentence} as JSON`, async () => {
    const { api, mo, number } = await ticketService();
    const { status, text, headers } = await api.put(mo, `/${number}/status`, body);
    assert.equal([status, text], [400, sentence]);
    assert.match(headers['content-type']!, /^application\/json/u);
    assert.equal(happened(api, number), []);
  });
}

test('[H82] what cannot be stored is a 503 that says to try again, and changes nothing', async () => {
  const { storage, faults } = faultyStorage(openMemoryStorage());
  const { api, mo, number } = await ticketService({ storage });
  faults.next('rejected', 'rejected');
  const assigned = await api.put(mo, `/${number}/assign-to-me`);
  const closed = await api.setStatus(mo, number, 'Closed');
  for (const { status, headers, text } of [assigned, closed]) {
    assert.equal([status, headers['retry-after']], [503, '1']);
    assert.is(typeof JSON.parse(text), 'string');
  }
  assert.is((await api.ticket(mo, number)).status, 'Open');
  assert.is((await api.put(mo, `/${number}/assign-to-me`)).status, 200);
});

test('[H83] a change by HTTP is told like any other', async () => {
  const { api, mo, number } = await ticketService();
  const told: string[] = [];
  const hear = hears(({ events }) => {
    for (const { change, by } of events) told.push(`${change.type} by ${by.account}`);
  });
  api.site.tickets.followers.follow('test', hear);
  await api.setStatus(mo, number, 'Assigned');
  assert.equal(told, [`ticket_assigned by ${mo.id}`]);
});
