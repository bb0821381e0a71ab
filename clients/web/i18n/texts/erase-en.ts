const plural = (count: number, one: string, more: string): string =>
  count === 1 ? `1 ${one}` : `${count} ${more}`;

/** Erasing a person. */
export const eraseEn = {
  open: 'Erase…',
  offer:
    'Erasing takes the person out of everything that is kept: names, sessions, files, tickets, Discord.',
  counting: 'Counting what it would touch…',
  title: (name: string) => `Erase ${name}`,
  what: 'Nothing of this person can be brought back. It goes from:',
  tickets: (count: number) => plural(count, 'ticket, which stays', 'tickets, which stay'),
  messages: (count: number) => plural(count, 'message of theirs', 'messages of theirs'),
  files: (count: number) => plural(count, 'file of theirs', 'files of theirs'),
  characters: (count: number) => plural(count, 'character', 'characters'),
  sessions: (count: number) => plural(count, 'browser, signed out', 'browsers, signed out'),
  replies: (count: number) => plural(count, 'canned reply', 'canned replies'),
  discord: 'the link to Discord, and the channels of those tickets, which are made anew',
  choice: 'What this person wrote to support',
  choices: {
    emptied: 'is emptied',
    kept: 'stays, under “erased player”',
  },
  stays:
    'What support wrote stays. Names that others typed into their texts stay too. Backups made before hold the person until they are removed.',
  type: (name: string) => `Type ${name} to confirm`,
  act: 'Erase for good',
  erasing: 'Erasing…',
  done: (name: string) => `${name} is erased. Long lists of tickets take a moment more.`,
  retention: { off: 'Nothing', anonymise: 'They lose the names of players', delete: 'They go' },
  retentionCount: (count: number, months: number) =>
    plural(count, 'ticket was', 'tickets were') + ` archived more than ${months} months ago.`,
};
