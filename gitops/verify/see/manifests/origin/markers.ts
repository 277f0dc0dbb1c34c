/**
 * Markers: texts of the same shape as a value that say which value they stand for. Each run of letters and digits becomes a
 * marker of its own, so that what comes between (`a.b.c`, `a/b`, `name:tag`) divides it as before. They are valid as
 * parts of DNS names, and take the way through a renderer that the value takes.
 */
const MARKER = /mk(\d+)(?:s(\d+)|([we]))k/g;

/** Runs that a marker replaces; `$(NAME)` is left as it is, because kustomize and the kubelet look into it. */
const RUN = /\$\([^)]*\)|[A-Za-z0-9]+/g;

/** A longer text becomes one marker. */
const LONG = 200;

/** Above every number that is likely in a manifest, and below 2³¹. */
const NUMBERS = 1_900_000_000;

/** A piece of a value, and which marked value it comes from; undefined: from none. */
export interface Piece {
  readonly id: number | undefined;
  readonly text: string;
}

/** The marker for a text. */
export function markText(text: string, id: number): string {
  if (text === '' || text.length > LONG || /\s/.test(text)) return `mk${id}wk`;
  let run = 0;
  const marked = text.replace(RUN, (each) => (each.startsWith('$') ? each : `mk${id}s${run++}k`));
  return run === 0 ? `${text}mk${id}ek` : marked;
}

/** The marker for a number, where nothing but a number is allowed. */
export function markNumber(id: number): number {
  return NUMBERS + id;
}

/**
 * What a value of a marked render is made of, piece by piece; joined they are the value of the unmarked render, if the
 * markers took the same way.
 * @param textOf the text that a marker stands for
 */
export function piecesOf(value: string | number | boolean, textOf: (id: number) => string): readonly Piece[] {
  if (typeof value === 'number' && value >= NUMBERS && value < NUMBERS + 100_000_000)
    return [{ id: value - NUMBERS, text: textOf(value - NUMBERS) }];
  const text = String(value);
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKER)) {
    const id = Number(match[1]);
    pieces.push({ id: undefined, text: text.slice(end, match.index) });
    const original = match[3] === 'e' ? '' : textOf(id);
    pieces.push({ id, text: match[2] === undefined ? original : (runsOf(original)[Number(match[2])] ?? '') });
    end = match.index + match[0].length;
  }
  return [...pieces, { id: undefined, text: text.slice(end) }].filter((each) => each.id !== undefined || each.text);
}

function runsOf(text: string): string[] {
  return (text.match(RUN) ?? []).filter((each) => !each.startsWith('$'));
}

/**
 * Which piece a value owes most to, by its length; or the piece that has most of a part of the value.
 * @returns undefined where no marked value has a share in it
 */
export function mainId(pieces: readonly Piece[], part?: string): number | undefined {
  const text = pieces.map((piece) => piece.text).join('');
  const from = part ? text.indexOf(part) : 0;
  const to = part ? from + part.length : text.length;
  const shares = new Map<number, number>();
  let start = 0;
  for (const piece of pieces) {
    const share = Math.min(to, start + piece.text.length) - Math.max(from, start);
    start += piece.text.length;
    if (piece.id !== undefined && (share > 0 || !part)) shares.set(piece.id, (shares.get(piece.id) ?? 0) + share);
  }
  return [...shares].sort(([, a], [, b]) => b - a)[0]?.[0];
}
