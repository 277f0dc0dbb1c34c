import { isMap, isScalar, isSeq, LineCounter, parseDocument, type ParsedNode, type YAMLMap } from 'yaml';
import { idProblems, textProblems } from './tip-rules.ts';
import type { Tip } from './tips.ts';

const FIELDS = ['id', 'text', 'topics'] as const;

type Fields = ReadonlyMap<(typeof FIELDS)[number], ParsedNode>;
type Report = (node: ParsedNode | null | undefined, problem: string) => void;

/**
 * Reads a list `tips` of maps with `id`, `text` and `topics`.
 * @param file the name that every problem begins with
 * @returns the tips, or all problems, `file:line: what is wrong, and what was expected`, in the order of the file
 */
export function parseTips(source: string, file: string): readonly Tip[] | { readonly problems: readonly string[] } {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const problems: { line: number; text: string }[] = [];
  const add = (offset: number, text: string) => problems.push({ line: lines.linePos(offset).line || 1, text });
  const report: Report = (node, problem) => add(node?.range[0] ?? 0, problem);

  for (const error of document.errors) add(error.pos[0], error.message);
  const tips = document.errors.length > 0 ? [] : readTips(document.contents, report);
  if (problems.length === 0) return tips;
  return { problems: problems.sort((a, b) => a.line - b.line).map(({ line, text }) => `${file}:${line}: ${text}`) };
}

function readTips(root: ParsedNode | null, report: Report): Tip[] {
  const list = isMap(root) ? root.get('tips', true) : undefined;
  if (!isSeq<ParsedNode>(list) || list.items.length === 0) {
    report(root, 'expected “tips:” and a list of at least one tip under it');
    return [];
  }
  const tips: Tip[] = [];
  for (const item of list.items) {
    if (!isMap<ParsedNode, ParsedNode | null>(item)) {
      report(item, 'expected a tip: a map with id, text and topics');
      continue;
    }
    const fields = readFields(item, report);
    const tip = readTip(fields, report);
    if (tips.some(({ id }) => id !== '' && id === tip.id)) report(fields.get('id'), `id “${tip.id}” is used twice`);
    if (tips.some(({ text }) => text !== '' && text === tip.text)) report(fields.get('text'), 'text is used twice');
    tips.push(tip);
  }
  return tips;
}

function readFields(item: YAMLMap<ParsedNode, ParsedNode | null>, report: Report): Fields {
  const fields = new Map<(typeof FIELDS)[number], ParsedNode>();
  for (const { key, value } of item.items) {
    const name = FIELDS.find((field) => isScalar(key) && key.value === field);
    if (name === undefined) report(key, `unknown field “${String(key)}”; expected ${FIELDS.join(', ')}`);
    else if (value) fields.set(name, value);
  }
  for (const name of FIELDS) if (!fields.has(name)) report(item.items[0]?.key, `${name} is missing`);
  return fields;
}

function readTip(fields: Fields, report: Report): Tip {
  const topics = fields.get('topics');
  return {
    id: readField(fields, 'id', idProblems, report),
    text: readField(fields, 'text', textProblems, report).normalize('NFC'),
    topics: topics ? readTopics(topics, report) : [],
  };
}

function readField(
  fields: Fields,
  name: 'id' | 'text',
  problemsOf: (value: string) => readonly string[],
  report: Report,
): string {
  const node = fields.get(name);
  if (!node) return '';
  const value = readText(node);
  if (value === undefined) report(node, `${name}: expected a text; put it in quotes if it is one`);
  else for (const problem of problemsOf(value)) report(node, `${name} ${problem}`);
  return value ?? '';
}

function readTopics(node: ParsedNode, report: Report): string[] {
  if (!isSeq<ParsedNode>(node) || node.items.length === 0) {
    report(node, 'topics: expected a list of at least one topic, such as [네트워크]');
    return [];
  }
  return node.items.map((item) => {
    const topic = readText(item);
    if (!topic) report(item, 'topics: expected a text; put it in quotes if it is one');
    return (topic ?? '').normalize('NFC');
  });
}

function readText(node: ParsedNode): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value.trim() : undefined;
}
