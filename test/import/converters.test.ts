import { join } from 'node:path';
import { isSource, sources } from '../../server/import/files/sources.ts';
import { azerothCoreTicket } from '../../server/import/converters/azerothcore.ts';
import { modernUoReply } from '../../server/import/converters/modernuo.ts';
import { parseLine, type ImportCanned, type ImportTicket } from '../../server/import/form.ts';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('other forms');
const samples = join(packageRoot, 'test/data/import');

/** The lines that a sample is made into, and what is wrong with the others. */
async function read(from: string, file: string) {
  if (!isSource(from)) throw new Error(from);
  const lines: Array<ImportTicket | ImportCanned> = [];
  const wrong: string[] = [];
  const source = sources[from];
  for await (const one of source.read(source.file(join(samples, file)), () => {})) {
    if ('why' in one) {
      wrong.push(`${one.at}: ${one.why}`);
      continue;
    }
    const parsed = parseLine(one.value, Date.now());
    if (parsed.ok) lines.push(parsed.value);
    else wrong.push(`${one.at}: ${parsed.why}`);
  }
  const tickets = lines.filter((one) => one.type === 'ticket');
  return { tickets, canned: lines.filter((one) => one.type === 'canned'), wrong };
}

const said = ({ messages }: ImportTicket) =>
  messages.map(({ by, text, internal, author }) =>
    [by, internal === true ? 'note' : 'said', author?.name ?? '', text].join('|'),
  );

test('[V105] a table gm_ticket gives tickets with place, helper, comment as a note, and response', async () => {
  const { tickets, wrong } = await read('azerothcore', 'gm_ticket.tsv');
  assert.equal(wrong, []);
  const [pet, mount, own, repeat] = tickets as [
    ImportTicket,
    ImportTicket,
    ImportTicket,
    ImportTicket,
  ];
  assert.equal(said(pet), [
    'player|said||My pet is gone\nafter the raid.',
    'support|note|Aster|looked at the pet table',
  ]);
  assert.equal(
    [pet.status, pet.sender?.account, pet.sender?.character, pet.sender?.character_name],
    ['open', '12', '5001', 'Thalor'],
  );
  assert.equal(pet.location, { map: 571, x: 5804, y: 625, z: 648 });
  assert.equal([mount.status, mount.closed], ['closed', 1_690_004_600_000]);
  assert.is(said(mount)[1], 'support|said|Aster|We gave it back to you.');
  assert.equal([own.closed_by?.by, own.closed_by?.account], ['player', '14']);
  assert.is(repeat.priority, 'high');
});

test('[V106] a response that the player was never sent comes as a note', async () => {
  const { tickets } = await read('azerothcore', 'gm_ticket.tsv');
  const repeat = tickets[3]!;
  assert.equal(said(repeat).slice(1), [
    'support|note|Console|repeat caller',
    'support|note|Console|draft nobody sent',
  ]);
  assert.match(repeat.about ?? '', /without the player having been sent the response/u);
});

test('[V107] the same table with commas and quotes is the same, and so are the columns of earlier versions', async () => {
  const { tickets, wrong } = await read('azerothcore', 'gm_ticket.csv');
  assert.equal(wrong, []);
  assert.is(tickets[1]!.messages[0]!.text, 'Somebody stole my "epic" mount; help');
  assert.is(tickets[0]!.messages[0]!.text, 'My pet is gone\nafter the raid.');
  // Without the account of the character nobody can be named.
  assert.is(tickets[0]!.sender?.account, undefined);
  const earlier = azerothCoreTicket({
    ticketId: '5',
    guid: '77',
    name: 'Old',
    message: 'from before',
    createTime: '1300000000',
    lastModifiedTime: '1300000100',
    closedBy: '-1',
    assignedTo: '0',
    comment: '',
    completed: '0',
  });
  const parsed = parseLine(earlier, Date.now());
  assert.ok(parsed.ok && parsed.value.type === 'ticket' && parsed.value.status === 'closed');
});

test('[V108] a row that is broken is named by its line, and those around it are read', async () => {
  const { tickets, wrong } = await read('azerothcore', 'broken.csv');
  assert.is(tickets.length, 2);
  assert.is(wrong.length, 2);
  assert.match(wrong.join('\n'), /^line \d+: .*\nline \d+: /u);
});

test('[V109] tickets of the API of Moongate give their opening messages, places and states', async () => {
  const { tickets, wrong } = await read('moongate', 'moongate.json');
  assert.equal(wrong, []);
  assert.equal(
    tickets.map(({ id, status, category, assignee }) => [id, status, category, assignee?.account]),
    [
      ['1073741899', 'open', 'Question', undefined],
      ['1073741900', 'open', 'Stuck', '2'],
      ['1073741901', 'closed', 'VerbalHarassment', undefined],
    ],
  );
  assert.equal(said(tickets[1]!), ['player|said||Stuck near the docks.']);
  assert.equal(tickets[2]!.location, { map: 1, x: 5, y: 6, z: -10 });
  assert.is(tickets[0]!.sender?.account, '36');
});

test('[V110] an export of discord-tickets gives its conversations, answers, tags, and nothing deleted to players', async () => {
  const { tickets, canned, wrong } = await read('discord-tickets', 'discord-tickets');
  assert.equal(wrong, []);
  const [shop, ban] = tickets as [ImportTicket, ImportTicket];
  assert.equal(said(shop), [
    'player|said|Lena|I was charged twice in the shop\n\nName in the game\nLena of the Shop',
    'system|said|Tickets|Welcome\nA member of staff will be with you.',
    'support|said|Marek (GM)|Hello Lena, which server?',
    'player|said|Lena|North. Here is a picture.\nshop.png: https://example.invalid/shop.png',
    'support|note|Marek (GM)|Deleted there: oops wrong channel',
    'support|said|Marek (GM)|Done.',
  ]);
  assert.equal([shop.category, shop.priority, shop.status], ['Billing', 'high', 'closed']);
  assert.match(
    shop.about ?? '',
    /Ticket number 7\.\nClosed because: refunded\n.*5 of 5\.\n.*quick!/u,
  );
  assert.is(ban.status, 'open');
  assert.equal(
    canned.map(({ title, text }) => [title, text]),
    [['refund', 'Refunds take up to three days.']],
  );
});

test('[V111] a pageresponse.cfg gives canned replies, and a line of another form is named', async () => {
  const { canned, wrong } = await read('modernuo', 'pageresponse.cfg');
  assert.equal(
    canned.map(({ title, text }) => [title, text]),
    [
      ['Stuck', 'We will move you out in a moment.'],
      ['Rules', 'Please read the rules.\nThey are on our page.'],
    ],
  );
  assert.equal(wrong, ['line 5: it is no title, tab and message']);
  assert.is(modernUoReply('  # a comment\twith a tab'), undefined);
});
