import type { Attention, Head, Location, Person, Status } from '../../../protocol/ticket.ts';
import { actionButton, componentId, isEnabled, type Act } from './controls.ts';
import { bridgeLimits } from '../discord-limits.ts';
import { escapeAndCut } from './markdown.ts';
import { footerOf } from './marker.ts';
import type { Button, Embed, Post } from '../port/requests.ts';

/** The pinned message of a channel: the state of the ticket, and its controls. */
export function headerPost(head: Head): Post {
  return {
    embeds: [
      {
        title: escapeAndCut(head.subject, title_chars_max),
        color: colors[head.status === 'closed' ? 'closed' : head.attention],
        fields: [
          field('Status', statusNames[head.status]),
          field('Attention', attentionNames[head.attention]),
          field('Category', escapeAndCut(head.category, value_chars_max)),
          field('Sender', head.sender === null ? '–' : personText(head.sender)),
          field('Location', head.location === null ? '–' : locationText(head.location)),
          field('Assignee', head.assignee === null ? 'nobody' : personText(head.assignee)),
          { ...field('Participants', peopleText(head.participants)), inline: false },
        ],
        footer: footerOf(head.number, { of: 'header' }),
      },
    ],
    rows: controlsOf(head),
  };
}

/** The header without text that people wrote, if Discord refuses it. */
export function plainHeaderPost(head: Head): Post {
  const { embeds, rows } = headerPost(head);
  const fields = embeds?.[0]?.fields?.filter(({ name }) => plainFields.includes(name)) ?? [];
  const plain: Embed = {
    title: `Ticket ${head.number}`,
    fields,
    footer: footerOf(head.number, { of: 'header' }),
  };
  return { embeds: [plain], ...(rows === undefined ? {} : { rows }) };
}

const title_chars_max = 250;
const value_chars_max = 1_000;
const plainFields: readonly string[] = ['Status', 'Attention'];

export const statusNames: Readonly<Record<Status, string>> = {
  open: 'Open',
  in_progress: 'In progress',
  closed: 'Closed',
  archived: 'Archived',
};

const attentionNames: Readonly<Record<Attention, string>> = {
  needs_attention: '🔴 Needs attention',
  waiting_for_response: '🟢 Waiting for response',
  none: '–',
};

const colors: Readonly<Record<Attention | 'closed', number>> = {
  needs_attention: 0xdd_2e_44,
  waiting_for_response: 0x78_b1_59,
  none: 0x55_8d_d8,
  closed: 0x80_84_8e,
};

function field(name: string, value: string): { name: string; value: string; inline: boolean } {
  // Discord refuses a value without visible characters.
  return { name, value: /[\p{L}\p{N}\p{P}\p{S}]/u.test(value) ? value : '–', inline: true };
}

function personText({ name, character_name }: Person): string {
  const both = character_name === '' ? name : `${character_name} (${name})`;
  return escapeAndCut(both, value_chars_max);
}

function locationText({ map, x, y, z }: Location): string {
  return `map ${map}, ${x} ${y} ${z}`.replaceAll('-', '\\-');
}

function peopleText(people: readonly Person[]): string {
  if (people.length === 0) return 'nobody';
  let text = '';
  for (const [i, { name }] of people.entries()) {
    const left = people.length - i;
    const more = ` and ${left} more`;
    const next = (i === 0 ? '' : ', ') + escapeAndCut(name === '' ? '–' : name, 200);
    const isFull = text.length + next.length > value_chars_max - more.length;
    if (isFull || i === bridgeLimits.header_people_max) return text + more;
    text += next;
  }
  return text;
}

/** All controls are there in every state; the table of permissions says when each is enabled. */
function controlsOf({ id, status, assignee }: Head): Post['rows'] {
  const button = (act: Act, label: string, style: Style, applies = true): Button => {
    return actionButton(act, id, { label, style, disabled: !applies || !isEnabled(act, status) });
  };
  return [
    {
      kind: 'buttons',
      buttons: [
        button('close', 'Close', 'danger'),
        button('reopen', 'Reopen', 'success'),
        button('archive', 'Archive', 'secondary'),
      ],
    },
    {
      kind: 'buttons',
      buttons: [
        button('assign_to_me', 'Assign to me', 'primary', assignee === null),
        button('unassign', 'Remove assignee', 'secondary', assignee !== null),
      ],
    },
    {
      kind: 'user_select',
      id: componentId('add_participant', id),
      placeholder: 'Add a participant',
      disabled: !isEnabled('add_participant', status),
    },
  ];
}

type Style = Extract<Button, { kind: 'action' }>['style'];
