import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestFolder } from '../support/folder.ts';
import { LiveServer } from '../support/live-server.ts';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('shard package', { limit_ms: 180_000 });
const run = promisify(execFile);

const shardPackage = join(packageRoot, 'clients/shard');
const folder = new TestFolder();
let server: LiveServer | undefined;
test.after(async () => {
  await server?.end();
  folder.remove();
});

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifestIn = async (path: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as Manifest;

/** Packs what is in a folder of the disk, and gives the path of what came of it. */
async function pack(path: string, ...options: string[]): Promise<string> {
  const { stdout } = await run(
    'npm',
    ['pack', path, '--pack-destination', folder.path, '--json', ...options],
    { cwd: packageRoot },
  );
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ filename: string }];
  return join(folder.path, packed.filename);
}

const consumer = `
import { ShardClient, toGump, type Gump, type Player, type ShardForm } from 'shardbell-shard';
import { compressedGump, PacketError, readGumpResponse } from 'shardbell-shard/packets';

declare const process: { argv: string[] };

const [url = '', key = ''] = process.argv.slice(2);
const ana: Player = {
  session: 's',
  account: { id: 'a', name: 'ana' },
  character: { id: 'c', name: 'Ana' },
  location: { map: 1, x: 1, y: 2, z: 3 },
};
const shard: ShardClient = new ShardClient({
  url,
  key,
  onForm(form: ShardForm) {
    const gump: Gump = toGump(form);
    const bytes: Uint8Array = compressedGump(form);
    try {
      readGumpResponse(bytes);
    } catch (error) {
      if (error instanceof PacketError) console.log(\`\${gump.layout} \${bytes[0]} \${error.fault}\`);
    }
    shard.close();
  },
  onNotice: () => {},
});
shard.open(ana);
shard.start();
const outcome = await shard.help('s');
// @ts-expect-error there is no such command
void shard.command('s', { kind: 'fly' });
console.log(outcome.t);
`;

test('[S13] a shard imports the client and the renderer by the name that the README gives', async () => {
  // By name, so that it is the built package that is looked into.
  const name = 'shardbell/clients/shard';
  const { ShardClient, toGump } = (await import(name)) as Record<string, unknown>;
  assert.type(ShardClient, 'function');
  assert.type(toGump, 'function');
  const { readGumpResponse } = (await import(`${name}/packets`)) as Record<string, unknown>;
  assert.type(readGumpResponse, 'function');
});

test('[S50] the shard client is a package of its own, installed without a network: types, README, no server code; a consumer of it type-checks strictly, connects, and gets a form', async () => {
  const [own, whole] = [await manifestIn(shardPackage), await manifestIn(packageRoot)];
  assert.is(own.version, whole.version);
  const packed = [await pack(shardPackage)];
  const { stdout: listed } = await run('tar', ['-tzf', packed[0]!]);
  const files = listed.trim().split('\n');
  assert.ok(files.includes('package/README.md'));
  const odd = files.filter(
    (file) =>
      !/^package\/(package\.json|README\.md|LICENSE|dist\/(clients\/(shard|core)|protocol)\/.*\.(js|d\.ts))$/u.test(
        file,
      ),
  );
  assert.equal(odd, []);
  assert.not(files.some((file) => /example|world/u.test(file)));

  // As a registry would give them.
  for (const [name, range] of Object.entries(own.dependencies)) {
    assert.is(range, whole.dependencies[name], name);
    packed.push(await pack(join(packageRoot, 'node_modules', name), '--ignore-scripts'));
  }
  await writeFile(join(folder.path, 'package.json'), '{ "type": "module", "private": true }');
  const quiet = ['--offline', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...quiet, ...packed], { cwd: folder.path });

  await writeFile(join(folder.path, 'consumer.ts'), consumer);
  const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc');
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext'];
  const target = ['--target', 'es2023', '--lib', 'es2023,dom', '--types', ''];
  try {
    await run(process.execPath, [tsc, ...strict, ...target, 'consumer.ts'], { cwd: folder.path });
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout, { cause: error });
  }

  server = await LiveServer.start();
  const key = await server.shardKey('consumer');
  const { stdout } = await run(process.execPath, ['consumer.js', server.socketAddress, key], {
    cwd: folder.path,
  });
  const [form, outcome] = stdout.trim().split('\n').toSorted().toReversed();
  assert.match(form!, /^\{ .* \} 221 opcode$/u);
  assert.ok(['done', 'ended'].includes(outcome!), outcome);
});
