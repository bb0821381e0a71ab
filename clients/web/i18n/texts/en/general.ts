import { counted } from '../../language.ts';
import type { CommandName } from '../../../app/commands.ts';
import type { RefusalCode } from '../../../../../protocol/refusals.ts';

export const general = {
  direction: 'ltr' as 'ltr' | 'rtl',

  /** What a person can do about a refusal whose own sentence is meant for programs. */
  refusals: {
    text_too_long: 'The text is too long: shorten it or send it in parts.',
    busy: 'Too much is happening right now. Try again in a moment.',
    rate_limited: 'That was a little fast. Wait a moment, then try again.',
    storage_unavailable: 'The server could not store this. Nothing was changed. Try again.',
    right_missing: 'You are not allowed to do this.',
    ticket_closed: 'The ticket was closed in the meantime. Reopen it first.',
    ticket_archived: 'The ticket was archived in the meantime. Reopen it first.',
    ticket_unknown: 'This ticket does not exist, or is not yours to see.',
    ticket_active: 'The ticket was reopened in the meantime. Close it first.',
    tickets_open_full:
      'You have as many open tickets as you may. Write in one of them, or close one.',
    ticket_too_soon:
      'You opened a ticket a moment ago. Write in that one, or wait before the next.',
    ticket_unheld: 'Nobody has this ticket any more.',
  } satisfies Partial<Record<RefusalCode, string>> as Readonly<Record<string, string>>,

  refused: {
    open: (numbers: string) => `Open: ${numbers}.`,
    again: (seconds: number) =>
      `Try again in ${counted(seconds, { one: '# second', other: '# seconds' })}.`,
  },

  product: 'Shardbell',

  nav: {
    label: 'Sections',
    queue: 'Queue',
    mine: 'My tickets',
    admin: 'Administration',
    signOut: 'Sign out',
    skip: 'Skip to content',
  },

  connection: {
    lost: 'Connection lost. Trying again…',
    offline: 'This device is offline.',
    crowded:
      'You have this open in as many places as you may: close one of the others. Trying again…',
    unreachable: 'The server cannot be reached. Trying again…',
    kept: 'What you write is kept.',
    readOnly: 'The server can store nothing at this moment: you can read, and send again later.',
    notKept:
      'This browser cannot keep what you write: its storage is full or off, or the text is too long. Send it before you leave this page.',
    now: 'Try now',
    ended: 'The connection was closed.',
    endedWhy: 'The server was updated, as a rule.',
    reload: 'Reload the page',
    starting: 'Connecting…',
    switched: (name: string, before: string) =>
      `${name} signed in with this browser, so this page is theirs now. What ${before} wrote is kept for ${before}.`,
  },

  signIn: {
    title: 'Sign in',
    intro: 'Sign in to see and answer help tickets.',
    name: 'Name',
    password: 'Password',
    submit: 'Sign in',
    busy: 'Signing in…',
    linkTitle: 'Welcome back',
    linkIntro: 'Your one-time link is ready. It works once, and only for a few minutes.',
    otherWay: 'Sign in with name and password',
    wrong: 'That name and password do not match.',
    expired: 'This link has expired or was used already. Ask for a new one, or sign in by name.',
    tooMany: 'Too many tries. Wait a minute, then try again.',
    unreachable: 'The server cannot be reached. Check your connection and try again.',
    trouble: 'Something went wrong on the server. Try again in a moment.',
    cookies:
      'This browser keeps no cookies of this page, so it cannot stay signed in. Allow them, then try again; a link that was used already has to be asked for anew.',
    signedOut: 'You were signed out. Sign in to go on; what you wrote is kept.',
  },

  /** A bug in the page. */
  failed: 'That did not work: the page met a fault. Reload it, then try again.',

  loading: 'Loading…',

  notHere: {
    title: 'Not available',
    unknown: 'There is no page at this address.',
    home: 'To the start',
  },

  tryAgain: 'Try again',

  /** The languages, each in its own name. */
  languages: { en: 'English', de: 'Deutsch' },

  preferences: {
    title: 'Preferences',
    /** The button that opens the preferences of this account. */
    open: (name: string) => `Preferences of ${name}`,
    language: 'Language',
    languageFailed: 'This language could not be loaded. Try again.',
    singleKeys: 'Shortcuts of a single key',
    singleKeysHint: 'Such as R for a reply. Those with Ctrl or ⌘ always work.',
    sound: 'A sound when somebody waits for an answer',
    desktop: 'Notifications on the desktop',
    desktopDenied: 'The browser does not allow it: change that in its settings for this page.',
    keys: 'All shortcuts',
    close: 'Close',
    signedInAs: 'Signed in as',
    linkDiscord: 'Link Discord',
    password: {
      set: 'Set a password',
      setBoth: 'Set a name and password',
      name: 'Name',
      as: (name: string) => `You sign in as ${name}.`,
      nameUnfit: 'This name cannot be used: choose another, without an @.',
      isSet: 'The password is set.',
      present: 'Present password',
      next: 'New password',
      others: 'Every other browser is signed out.',
      weak: 'Take 8 to 200 characters that nobody would try first: several words are good.',
      wrong: 'The present password is another.',
      often: 'Too many tries. Wait a minute.',
      unreachable: 'That did not work just now. Try again.',
    },
  },

  copy: { copy: 'Copy', copied: 'Copied', selected: 'Copy what is selected' },

  /** Notifications: for support about waiting players, for players about replies. */
  alerts: {
    support: {
      one: 'A player is waiting',
      more: (n: number) =>
        counted(n, { one: '# player is waiting', other: '# players are waiting' }),
    },
    public: {
      one: 'Support has replied',
      more: (n: number) => counted(n, { other: 'Support has replied to # tickets' }),
    },
  },

  chunk: {
    title: 'This part could not be loaded',
    text: 'The connection may be gone, or the server was updated.',
  },

  commands: {
    palette: 'Find a command',
    map: 'Show all shortcuts',
    preferences: 'Preferences',
    down: 'Next',
    up: 'Previous',
    open: 'Open',
    back: 'Back to the list',
    filter: 'Filter the list',
    create: 'New ticket',
    reply: 'Write a reply',
    note: 'Write an internal note',
    canned: 'Insert a canned reply',
    send: 'Send what is written',
    assign: 'Assign to me',
    release: 'Release',
    close: 'Close the ticket',
    archive: 'Archive the ticket',
    reopen: 'Reopen the ticket',
    toQueue: 'Go to the queue',
    toMine: 'Go to my tickets',
    toAdmin: 'Go to the administration',
    toCanned: 'Go to the canned replies',
  } satisfies Readonly<Record<CommandName, string>>,

  palette: {
    label: 'Find a command',
    placeholder: 'What is to be done?',
    list: 'Commands',
    nothing: 'No such command here.',
    mapTitle: 'Keyboard',
    off: 'Shortcuts of a single key are turned off in the preferences.',
    /** Between two keys pressed one after the other. */
    ctrl: 'Ctrl',
    andThen: 'then',
    groups: {
      general: 'Everywhere',
      go: 'Go to',
      list: 'In a list',
      write: 'Writing',
      ticket: 'In a ticket',
    },
  },
};
