// What stands in a table of fields (fields.ts).

/** What the model makes of a field. */
export type Treatment =
  /** It is followed as istiod and Envoy follow it. */
  | 'modelled'
  /** It changes nothing in where a request ends: istiod does not read it, or it is about names, order or spare time. */
  | 'cannot decide'
  /** It may decide where a request ends, and is not followed. */
  | 'not modelled'
  /** Not modelled, but for values that are the default or are followed. */
  | { readonly butFor: RegExp };

/** By path: `[]` stands for each entry of a list, `*` for each key of a map; a key in small letters goes before it. */
export type Fields = Readonly<Record<string, Treatment>>;
