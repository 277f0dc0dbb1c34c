import { once, readSources, type Candidate } from './candidates.ts';
import { findOrigin } from './find-origin.ts';
import { renderMarked } from './marked-copy.ts';
import { findObject, readMarkedRender, type MarkedRender } from './marked-render.ts';
import type { Place } from '../place.ts';
import type { ObjectName, Source } from './source.ts';

/** Tells where the values of rendered objects come from. */
export interface Origins {
  /**
   * Where a value of a rendered object comes from. The last that wrote the value counts; of a value that is put together
   * from several, the one with the longest piece of it, or of a part that is asked for. A field that is absent has the
   * place of its nearest parent.
   * @param field as findings have it; undefined: the object itself, by the name in its document
   * @param part of the value, such as the namespace in `namespace/name`
   * @returns undefined where there is no such object, or where what sets the value is not in the repository
   */
  readonly placeOf: (object: ObjectName, field?: string, part?: string) => Promise<Place | undefined>;
}

/**
 * Finds origins in what a source was rendered from. A value that only its document can have set needs no render; for the
 * others a copy is rendered once in which every scalar is a marker of its own, so that each value tells what it is made
 * of. Where that cannot tell, because something is found by the value, the scalars that it may come from are tried one by
 * one. What was read and rendered is kept: a source is for one state of its files.
 */
export function originsOf(source: Source): Origins {
  const sources = once(() => readSources(source));
  const render = async (marked: readonly Candidate[], isAlone: boolean) => {
    const objects = await renderMarked(source, sources(), marked, isAlone);
    return objects && readMarkedRender(objects, sources());
  };
  const unselected = once(() =>
    sources()
      .candidates()
      .filter(({ isSelected }) => !isSelected),
  );
  // The templates of a chart may compute with its values.
  const marked = once(async () => (source.valueFiles ? undefined : await render(unselected(), false)));
  const unnamed = once(async () => {
    const others = unselected().filter(({ isNaming }) => !isNaming);
    return others.length === unselected().length ? await marked() : await render(others, false);
  });
  const trials = new Map<Candidate, Promise<MarkedRender | undefined>>();
  const tried = (candidate: Candidate) => {
    const result = trials.get(candidate) ?? render([candidate], true);
    trials.set(candidate, result);
    return result;
  };
  return {
    async placeOf(name, field, part) {
      const object = findObject(source.objects, name);
      if (!object) return undefined;
      const found = await findOrigin(
        { sources: sources(), object, marked, unnamed, tried, isPlain: source.manifests !== undefined },
        field,
        part,
      );
      return found && (await found.part.locate(found.path, found.offset));
    },
  };
}
