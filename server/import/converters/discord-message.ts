type Json = Readonly<Record<string, unknown>>;

/** The words of an archived message, what is embedded in it, and the addresses of its files. */
export function messageText(content: unknown): string {
  const message = parsed(content);
  if (message === undefined) return typeof content === 'string' ? content : '';
  const { content: text, embeds, attachments } = message;
  const parts = [
    typeof text === 'string' ? text : '',
    ...list(embeds).map(embedText),
    ...list(attachments).map(
      ({ name, url }) => `${typeof name === 'string' ? name : 'File'}: ${String(url)}`,
    ),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** Embeds are archived as their library keeps them, or as they came. */
function embedText(embed: Json): string {
  const { title, description, fields } = (embed['data'] ?? embed) as Json;
  const told = list(fields).map(({ name, value }) => `${String(name)}: ${String(value)}`);
  return [title, description, ...told]
    .filter((one) => typeof one === 'string' && one !== '')
    .join('\n');
}

function parsed(content: unknown): Json | undefined {
  if (typeof content !== 'string') return undefined;
  try {
    const json: unknown = JSON.parse(content);
    return typeof json === 'object' && json !== null ? (json as Json) : undefined;
  } catch {
    return undefined;
  }
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
