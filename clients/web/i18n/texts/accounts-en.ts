/** What the pages of accounts and shards say, and the first steps. */

export const accounts = {
  one: 'Account',
  name: 'Name',
  seen: 'Last seen',
  playing: 'in the game now',
  disabled: 'disabled',
  filters: 'Filter accounts',
  group: 'Group',
  anyGroup: 'Any group',
  shard: 'Shard',
  anyShard: 'Any shard',
  create: 'Make it, with a link',
  ownRights: 'Rights of its own',
  actions: 'What can be done',
  sessions: (n: number) => (n === 1 ? 'signed in in 1 browser' : `signed in in ${n} browsers`),
  inTickets: (n: number) => (n === 1 ? 'in 1 active ticket' : `in ${n} active tickets`),
  linkWhat: 'A link that signs in once, for whoever is new or has forgotten the password.',
  linkUntil: (time: string) => `Signs in once, until ${time}.`,
  linkOver: 'Its time is over: make another.',
  passwordWhat: 'A new password signs the account out everywhere.',
  setPassword: 'Set the password',
  resetPassword: 'Set a new password',
  newPassword: (name: string) => `New password of ${name}`,
  showPassword: 'Show it',
  passwordIsSet: 'The password is set.',
  cancel: 'Cancel',
  signOut: 'Sign out everywhere',
  signOutWhat: (n: number): string =>
    n === 0
      ? 'Ends links and API tokens. No browser is signed in.'
      : 'Ends all browsers, links and API tokens. The password stays.',
  signOutSure: (name: string) => `Sign ${name} out everywhere?`,
  unlink: 'Unlink Discord',
  unlinkWhat: (user: string) => `Linked to the Discord user ${user}.`,
  unlinkSure: (name: string) => `End the link of ${name} to Discord?`,
  disable: 'Disable',
  disableWhat:
    'A disabled account may do nothing, on the web, in the game and on Discord, until it is enabled. Its tickets stay as they are.',
  disableSure: (name: string) => `Disable ${name} and sign it out everywhere?`,
  enable: 'Enable',
  enableWhat: 'The account is disabled. Its groups, rights and password wait.',
  delete: 'Delete',
  deleteWhat:
    'Name, groups, rights, password and own canned replies go. What the account wrote stays in the tickets, under this name.',
  deleteSure: (name: string) => `Delete ${name}? This cannot be undone.`,
  assigned: (n: number) =>
    n === 1
      ? '1 open ticket is assigned to this account: assign it to others first'
      : `${n} open tickets are assigned to this account: assign them to others first`,
};

export const shards = {
  connected: 'connected',
  away: 'not connected',
  seen: 'Last seen',
  players: (n: number) => (n === 1 ? '1 player online' : `${n} players online`),
  overlap: 'The present key ends',
  hours: (h: number) => (h === 0 ? 'at once' : h < 24 ? `after ${h} h` : `after ${h / 24} d`),
  sureOverlap: (name: string) => `Until then both keys of ${name} hold. Make a new one?`,
  formerHolds: (time: string) => `The former key holds too, until ${time}.`,
  onFormer: (time: string) =>
    `The shard still uses its former key, which ends ${time}: give it the new one.`,
};

export const steps = {
  title: 'Next steps',
  done: 'done',
  open: 'to do',
  putAway: 'Put this list away',
  shard: { name: 'Connect a shard', what: 'Add it and give its key to the game server.' },
  staff: { name: 'Add staff', what: 'Make an account for each and send them the link.' },
  discord: {
    name: 'Connect Discord',
    what: 'Set SHARDBELL_DISCORD_TOKEN, then the id of your server.',
  },
  backup: { name: 'Make a backup', what: 'On the server: shardbell backup DIR' },
};
