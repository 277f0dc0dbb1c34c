import { isMap, isScalar, LineCounter, parseDocument, type ParsedNode, type Scalar } from 'yaml';
import { StartError } from '#program/start-error.ts';

/** Where the Pod of the skill finds `data.publicKey` as a file. */
const PUBLIC_KEY_FILE = '/keys/public.pem';

const FIELDS = ['host', 'path', 'publicKeyUrl', 'publicKeyFiles', 'publicKey'] as const;
type Fields = Record<(typeof FIELDS)[number], Scalar.Parsed & { value: string }>;

interface FactsText {
  /** Where the installation listens for CLOVA: its public name and its path. */
  readonly url: string;
  readonly text: string;
}

/**
 * Changes a facts.yaml so that its installation trusts one key and no other: `data.publicKey` holds it,
 * `data.publicKeyFiles` points at it and `data.publicKeyUrl` is empty. Everything else stays the same, byte for byte.
 * No YAML library promises that when it writes a file, so the values are replaced in the text.
 * @param publicKey PEM, with a line feed at its end
 * @param file the name that every problem begins with
 * @throws {StartError} with every line or key that is not as expected
 */
export function trustPublicKey(source: string, publicKey: string, file: string): FactsText {
  const { fields, indent } = readFields(source, file);
  const { host, path, publicKeyUrl, publicKeyFiles } = fields;
  const edits = [
    { node: publicKeyUrl, value: '', head: "''", body: '' },
    { node: publicKeyFiles, value: PUBLIC_KEY_FILE, head: PUBLIC_KEY_FILE, body: '' },
    { node: fields.publicKey, value: publicKey, head: '|', body: publicKey.trimEnd().replaceAll(/^/gm, `${indent}  `) },
  ].filter(({ node, value }) => node.value !== value);
  const text = edits
    .sort((a, b) => b.node.range[0] - a.node.range[0])
    .reduce((edited, { node, head, body }) => replaceValue(edited, node.range, head, body), source);
  if (readFields(text, file).fields.publicKey.value !== publicKey)
    throw new StartError([
      `${file}: what follows data.publicKey would become part of it; expected it to be indented less`,
    ]);
  return { url: `https://${host.value}${path.value}`, text };
}

function readFields(source: string, file: string): { fields: Fields; indent: string } {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number) => `${file}:${lines.linePos(offset).line || 1}`;
  if (document.errors.length > 0)
    throw new StartError(document.errors.map(({ pos, message }) => `${lineOf(pos[0])}: ${message}; expected YAML`));
  const data = isMap(document.contents) ? document.contents.get('data', true) : undefined;
  if (!isMap<ParsedNode>(data) || data.flow)
    throw new StartError([`${file}: data: expected a ConfigMap's, with ${FIELDS.join(', ')} on lines under it`]);
  const problems: string[] = [];
  const fields: Partial<Fields> = {};
  for (const name of FIELDS) {
    const node = data.get(name, true) as ParsedNode | null | undefined;
    if (isText(node)) fields[name] = node;
    else if (node) problems.push(`${lineOf(node.range[0])}: data.${name}: expected a text, '' for none`);
    else problems.push(`${file}: data.${name} is missing; expected a text, '' for none`);
  }
  if (fields.host?.value === '') problems.push(`${lineOf(fields.host.range[0])}: data.host: expected the public name`);
  if (fields.path?.value.startsWith('/') === false)
    problems.push(`${lineOf(fields.path.range[0])}: data.path: expected a path such as / or /cek`);
  if (problems.length > 0) throw new StartError(problems);
  const first = data.items[0]?.key;
  return { fields: fields as Fields, indent: ' '.repeat(lines.linePos(first?.range[0] ?? 0).col - 1) };
}

function isText(node: ParsedNode | null | undefined): node is Scalar.Parsed & { value: string } {
  return isScalar(node) && typeof node.value === 'string';
}

/**
 * Replaces a value by a head and, on the lines below it, a body. A comment on the first line of the value follows the
 * head, and empty lines below the value stay.
 */
function replaceValue(source: string, [start, end]: readonly [number, number, number], head: string, body: string) {
  const old = source.slice(start, end);
  const isBlock = /^[|>]/.test(old);
  const firstLine = /^.*/.exec(isBlock ? old.replace(/^[|>][-+\d]*/, '') : source.slice(end))?.[0] ?? '';
  const rest = isBlock ? (/\n*$/.exec(old)?.[0] ?? '') + source.slice(end) : source.slice(end + firstLine.length);
  return `${source.slice(0, start)}${head}${firstLine}${body && `\n${body}`}${rest || '\n'}`;
}
