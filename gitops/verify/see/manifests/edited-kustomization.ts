import { RenderError } from '../../../render/renderer.ts';
import type { KustomizeOptions } from './application.ts';

export type KustomizationContent = Readonly<Record<string, unknown>>;

interface Image {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

type Texts = Readonly<Record<string, string>>;

interface Labels {
  readonly pairs?: Texts;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
}

/**
 * A kustomization with what an Application adds to it, as Argo CD edits it.
 * @see https://github.com/argoproj/argo-cd/blob/v3.5.7/util/kustomize/kustomize.go
 * @throws {RenderError} where it has a label or an annotation already, which is not to be forced
 */
export function editedKustomization(content: KustomizationContent, options: KustomizeOptions): KustomizationContent {
  const { namePrefix, nameSuffix, namespace, images = [], replicas = [], patches = [], components = [] } = options;
  const { commonLabels, commonAnnotations, forceCommonLabels, forceCommonAnnotations } = options;
  if (commonLabels && options.labelIncludeTemplates && !options.labelWithoutSelector)
    throw new RenderError('--without-selector flag must be specified for --include-templates to work');
  const list = (field: string) => (Array.isArray(content[field]) ? (content[field] as readonly unknown[]) : []);
  const added = (field: string, more: readonly unknown[]) =>
    more.length === 0 ? {} : { [field]: [...list(field), ...more] };
  const replaced = (field: string, more: readonly { readonly name: string }[]) => {
    const names = new Set(more.map(({ name }) => name));
    const others = (list(field) as readonly Image[]).filter(({ name }) => !names.has(name));
    return more.length === 0 ? {} : { [field]: [...others, ...more] };
  };
  const inMap = (field: string, what: string, more: Texts | undefined, isForced = false) =>
    more === undefined ? {} : { [field]: merged(content[field] as Texts | undefined, what, more, isForced) };
  return {
    ...content,
    // Argo CD takes an empty text for none.
    ...(namePrefix ? { namePrefix } : {}),
    ...(nameSuffix ? { nameSuffix } : {}),
    ...(namespace ? { namespace } : {}),
    ...replaced(
      'images',
      images.map((image) => editedImage(image, list('images') as readonly Image[])),
    ),
    ...replaced(
      'replicas',
      replicas.map(({ name, count }) => ({ name, count: Number(count) })),
    ),
    ...(options.labelWithoutSelector
      ? { labels: labelled(list('labels') as readonly Labels[], options) }
      : inMap('commonLabels', 'label', commonLabels, forceCommonLabels)),
    ...inMap('commonAnnotations', 'annotation', commonAnnotations, forceCommonAnnotations),
    ...added('patches', patches),
    ...added(
      'components',
      components.filter((each) => !list('components').includes(each)),
    ),
  };
}

/** As `kustomize edit add` does it. */
function merged(before: Texts = {}, what: string, more: Texts, isForced: boolean): Texts {
  const twice = Object.keys(more).find((key) => Object.hasOwn(before, key));
  if (twice !== undefined && !isForced)
    throw new RenderError(`${what} ${twice} already in kustomization file. Use --force to override.`);
  return { ...before, ...more };
}

/** Labels that are in no selector are put to others of their sort. */
function labelled(before: readonly Labels[], options: KustomizeOptions): readonly Labels[] {
  const { commonLabels, forceCommonLabels = false, labelIncludeTemplates: includeTemplates = false } = options;
  if (commonLabels === undefined) return before;
  const like = before.findIndex(
    (each) => !each.includeSelectors && (each.includeTemplates ?? false) === includeTemplates,
  );
  const pairs = merged(before[like]?.pairs, 'label', commonLabels, forceCommonLabels);
  const labels = { ...before[like], pairs, includeTemplates };
  return like === -1 ? [...before, labels] : before.with(like, labels);
}

/** `[name=]newName[:tag][@digest]`, as `kustomize edit set image` takes it; an asterisk is what was there. */
function editedImage(text: string, before: readonly Image[]): Image {
  const [, named, image = '', newTag, digest] = /^(?:([^=]+)=)?([^@]+?)(?::([^:@/]+))?(?:@(.+))?$/.exec(text) ?? [];
  const name = named ?? image;
  const own = before.find((each) => each.name === name);
  const written = { newName: named === undefined ? undefined : image, newTag, digest };
  const kept = Object.entries(written).map(([field, value]) => [
    field,
    value === '*' ? own?.[field as keyof Image] : value,
  ]);
  return { name, ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)) } as Image;
}
