import type { IncomingMessage } from 'node:http';
import type { File } from '../files.ts';
import { refusal } from '../refusal.ts';

export interface ReadBody {
  /** The raw text. */
  readonly bytes: Buffer;
  readonly json: unknown;
  readonly files: readonly File[];
}

/** Reads JSON, or a multipart form with the JSON in `payload_json`. */
export async function readBody(request: IncomingMessage): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { bytes, json: {}, files: [] };
  if (!type.startsWith('multipart/form-data')) return { bytes, json: parsed(bytes), files: [] };
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const files: File[] = [];
  let json: unknown = {};
  for (const [name, value] of form) {
    if (typeof value === 'string') {
      if (name === 'payload_json') json = parsed(value);
      continue;
    }
    files.push({
      name: value.name,
      type: value.type,
      bytes: new Uint8Array(await value.arrayBuffer()),
    });
  }
  return { bytes, json, files };
}

function parsed(text: Buffer | string): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    throw refusal('invalidJson');
  }
}
