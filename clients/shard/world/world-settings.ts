import { parseArgs } from 'node:util';

/** Where the shard connects, and who plays. */
export interface WorldSettings {
  readonly url: string;
  readonly key: string;
  readonly name: string;
}

export type Read =
  | { readonly kind: 'settings'; readonly settings: WorldSettings }
  | { readonly kind: 'usage' }
  /** One sentence on what is missing or wrong. */
  | { readonly kind: 'refused'; readonly sentence: string };

export const usage = `A small world with one player in it, to be helped by whoever sits at the other end.

  npm run shard -- --key KEY [--server ADDRESS] [--name NAME]

  --key     the key of the shard, as "shardbell shard add NAME" prints it; or SHARDBELL_SHARD_KEY
  --server  such as http://127.0.0.1:4600, which it is unless said otherwise; or SHARDBELL_SERVER
  --name    who you are in the game; or SHARDBELL_PLAYER; "Ana" otherwise
`;

const default_server = 'http://127.0.0.1:4600';
const name_chars_max = 40;

/** From the command line, else from the environment. */
export function readSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Read {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        key: { type: 'string' },
        server: { type: 'string' },
        name: { type: 'string' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    return refused(`${(error as Error).message.split('.')[0]}. See --help.`);
  }
  if (values.help === true) return { kind: 'usage' };
  const key = (values.key ?? env['SHARDBELL_SHARD_KEY'] ?? '').trim();
  if (key === '') {
    return refused(
      'The key of a shard is missing: "shardbell shard add NAME" prints one; give it with --key or as SHARDBELL_SHARD_KEY.',
    );
  }
  const server = (values.server ?? env['SHARDBELL_SERVER'] ?? default_server).trim();
  const url = socketAddress(server);
  if (url === undefined)
    return refused(`The server ${server} is no address: say it as ${default_server}.`);
  const name = (values.name ?? env['SHARDBELL_PLAYER'] ?? 'Ana').trim();
  if (name === '' || name.length > name_chars_max || /\p{C}/u.test(name))
    return refused(`The name of a player has 1 to ${name_chars_max} characters that can be seen.`);
  return { kind: 'settings', settings: { url, key, name } };
}

/** The socket address of a server, given the address of its page. */
function socketAddress(server: string): string | undefined {
  if (!URL.canParse(server)) return undefined;
  const url = new URL(server);
  const protocols: Readonly<Record<string, string>> = {
    'http:': 'ws:',
    'https:': 'wss:',
    'ws:': 'ws:',
    'wss:': 'wss:',
  };
  const protocol = protocols[url.protocol];
  if (protocol === undefined) return undefined;
  return `${protocol}//${url.host}${url.pathname === '/' ? '/ws' : url.pathname}`;
}

function refused(sentence: string): Read {
  return { kind: 'refused', sentence };
}
