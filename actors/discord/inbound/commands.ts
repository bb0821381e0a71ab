import { limits } from '../../../protocol/limits.ts';
import type { Modal, SlashCommand } from '../port/requests.ts';
import { inboundLimits } from './inbound-limits.ts';
import type { InboundSettings } from './parts.ts';

/** The slash commands of a guild. */
export function commandsOf(categories: readonly string[]): SlashCommand[] {
  const text = (name: string, description: string, required: boolean) => {
    return { name, description, required, choices: [] };
  };
  const category = {
    name: 'category',
    description: 'What it is about.',
    required: true,
    choices: categories.length > inboundLimits.choices_max ? ('suggested' as const) : categories,
  };
  return [
    {
      name: 'link',
      description: 'Links your Discord to your account.',
      options: [text('code', 'The code that the web client gave you.', true)],
      subs: [],
    },
    {
      name: 'ticket',
      description: 'Your tickets.',
      options: [],
      subs: [
        { name: 'new', description: 'Opens a ticket.', options: [category] },
        { name: 'list', description: 'Lists your active tickets.', options: [] },
        {
          name: 'close',
          description: 'Closes the ticket of this channel, or that of a number.',
          options: [text('number', 'The number of the ticket.', false)],
        },
      ],
    },
  ];
}

const modal_prefix = 'shardbell:new:';

export function newTicketModal(category: string, settings: InboundSettings): Modal {
  return {
    id: `${modal_prefix}${category}`,
    title: 'A new ticket',
    fields: [
      {
        id: 'subject',
        label: 'Subject',
        long: false,
        required: false,
        chars_max: Math.min(settings.subject_chars_max, limits.subject_chars_max),
      },
      {
        id: 'text',
        label: 'What is the matter?',
        long: true,
        required: true,
        chars_max: Math.min(settings.body_chars_max, inboundLimits.field_chars_max),
      },
    ],
  };
}

/** The category in the id of the form of a new ticket. */
export function categoryOfModal(id: string): string | undefined {
  return id.startsWith(modal_prefix) ? id.slice(modal_prefix.length) : undefined;
}
